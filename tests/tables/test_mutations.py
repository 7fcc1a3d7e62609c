"""One mutated cell of a good table is named exactly, and never anything but an InputError is raised."""

from __future__ import annotations

import copy
import csv
import io
import random

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from placement.errors import InputError
from placement.tables.reader import read_with_vocabulary

# Values no column accepts, by the type of the column they are put into.
BAD = {
    "residents": ("三千", "-5", "1e999", "12.5", "待定", ""),
    "lon": ("116°35′", "abc", "", "508321.7"),
    "lat": ("35°24′", "北纬", "-"),
    "kinds": ("便力店", "", "便利店+酒吧"),
    "fixed_yuan": ("30万", "0.005", "½", "约3", "", "−3", "nan"),
    "max_floor_area_m2": ("1.234,5", "0x10", "大", "1_0"),
    "first_year": ("26", "2026-02-30", "明年"),
    "cost_yuan": ("九万", "(9)", "30%"),
    "current": ("9", "0.25", "优"),
    "line_id": ("L9", ""),
    "chain": ("大概", "2"),
}
HEADER = {
    "residents": ("生活圈", "常住人口(人)"), "lon": ("网点", "经度"), "lat": ("闲置用房", "纬度"),
    "kinds": ("网点", "业态"), "fixed_yuan": ("业态造价", "固定投入(元)"),
    "max_floor_area_m2": ("业态造价", "最大面积(平方米)"), "first_year": ("闲置用房", "可用年份"),
    "cost_yuan": ("评价打分", "提升费用(元)"), "current": ("评价打分", "现状得分(分)"),
    "line_id": ("评价打分", "评分项编号"), "chain": ("网点", "是否连锁"),
}  # fmt: skip
CELLS = [
    (column, row, value) for column, values in BAD.items() for row in (1, 2, 3) for value in values
]


@pytest.mark.parametrize("written", ["csv", "workbook"])
def test_the_finding_names_exactly_the_mutated_cell(find, save, save_workbook, tables, written):
    write = save if written == "csv" else save_workbook
    for column, row, value in random.Random(3).sample(CELLS, 40):
        table, header = HEADER[column]
        spoiled = copy.deepcopy(tables)
        position = spoiled[table][0].index(header)
        spoiled[table][row][position] = value
        errors = [p for p in find(write(spoiled)) if p.severity == "error"]
        places = {(p.sheet or p.file.removesuffix(".csv"), p.row, p.column) for p in errors}
        assert places == {(table, row + 1, header)}, (column, row, value)
        if written == "workbook":
            assert {p.cell for p in errors} == {f"{chr(ord('A') + position)}{row + 1}"}


@hypothesis_settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    table=st.sampled_from(["生活圈", "网点", "闲置用房", "业态造价", "评价打分"]),
    data=st.data(),
)
def test_any_text_in_any_cell_is_read_or_refused(tmp_path_factory, find, tables, table, data):
    spoiled = copy.deepcopy(tables)
    row = data.draw(st.integers(0, len(spoiled[table]) - 1))
    position = data.draw(st.integers(0, len(spoiled[table][0]) - 1))
    spoiled[table][row][position] = data.draw(
        st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
    )
    folder = tmp_path_factory.mktemp("data")
    for name, rows in spoiled.items():
        text = io.StringIO()
        csv.writer(text).writerows(rows)
        (folder / f"{name}.csv").write_bytes(text.getvalue().encode())
    assert all(p.rule.zh and p.rule.en and p.mend.zh and p.mend.en for p in find(folder))


@hypothesis_settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(tmp_path_factory, tables, settings, vocabulary, data):
    folder = tmp_path_factory.mktemp("data")
    (folder / "circles.csv").write_bytes(data)
    (folder / "book.xlsx").write_bytes(b"PK\x03\x04" + data)
    for source in (folder, folder / "book.xlsx"):
        with pytest.raises(InputError):
            read_with_vocabulary(source, settings=settings, vocabulary=vocabulary)
