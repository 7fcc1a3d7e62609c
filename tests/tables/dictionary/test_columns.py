from __future__ import annotations

from itertools import product

import pytest

from placement.policy.kinds import fold_name
from placement.tables.cells.typed import parser_of
from placement.tables.dictionary.columns import TABLES
from placement.tables.grid import Grid
from placement.tables.header import fold_header, read_header

COLUMNS = [(spec, column) for spec in TABLES.values() for column in spec.columns]


@pytest.mark.parametrize("spec", TABLES.values(), ids=TABLES)
def test_no_header_means_two_columns(spec):
    seen: dict[str, str] = {}
    for column in spec.columns:
        for name in column.names:
            assert seen.setdefault(fold_header(name), column.id) == column.id, name


@pytest.mark.parametrize("spec", TABLES.values(), ids=TABLES)
def test_english_and_chinese_headers_are_both_recognised(spec):
    for headers in ([c.id for c in spec.columns], [c.header_zh for c in spec.columns]):
        grid = Grid(file="x", sheet=None, rows=[headers], numbers=[1])
        header = read_header(grid, spec, 0)
        assert header.problems == []
        assert list(header.heads) == [c.id for c in spec.columns]
        assert all(h.unit == "元" for h in header.heads.values() if h.spec.is_money)


def test_table_names_do_not_collide():
    names = [fold_name(n) for t in TABLES.values() for n in (t.id, t.name, *t.aliases)]
    assert len(names) == len(set(names))


@pytest.mark.parametrize(("spec", "column"), COLUMNS, ids=[f"{s.id}.{c.id}" for s, c in COLUMNS])
def test_columns_are_described_completely(spec, column, vocabulary):
    assert column.note.zh
    assert column.note.en
    if column.presence == "required":
        assert column.blank is None
    else:
        assert column.blank is not None
    if column.example and column.type not in {"kinds", "kind"}:
        parser_of(column, "元", vocabulary)(column.example)
    assert not column.is_money or column.unit.startswith("元")


@pytest.mark.parametrize("spec", TABLES.values(), ids=TABLES)
def test_keys_are_columns(spec):
    assert set(spec.key) <= {c.id for c in spec.columns}
    frame = [c.frame_column for c in spec.columns if c.frame_column]
    assert len(frame) == len(set(frame))


@pytest.mark.parametrize(
    ("unit", "area"), list(product(("元", "万元"), ("㎡", "m2", "m²", "平米", "平方米")))
)
@pytest.mark.parametrize(
    "form", ["{u}/{a}·月", "{u}/{a}/月", "{u}/月/{a}", "{u}／{a}.月", "{u}每{a}每月"]
)
def test_rent_units_are_read_in_many_forms(unit, area, form):
    spec = TABLES["premises"]
    grid = Grid(
        file="x", sheet=None, rows=[[f"租金（{form.format(u=unit, a=area)}）"]], numbers=[1]
    )
    head = read_header(grid, spec, 0).heads["rent_yuan_per_m2_month"]
    assert head.unit == unit
