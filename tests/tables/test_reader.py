from __future__ import annotations

import random
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from placement.policy.reader import read_policy
from placement.tables.dictionary.columns import TABLES
from placement.tables.model import Tables, TableSettings
from placement.tables.reader import read_tables, read_with_vocabulary
from placement.tables.spec import TableSpec
from placement.tables.walks.datum import from_wgs84

ROOT = Path(__file__).resolve().parents[2]
FRAMES = tuple(TABLES)


@pytest.fixture
def read(settings, vocabulary):
    def read_source(source, **changes) -> Tables:
        return read_with_vocabulary(
            source, settings=replace(settings, **changes), vocabulary=vocabulary
        )

    return read_source


def english_header(spec: TableSpec, header: object) -> str:
    return next(c.id for c in spec.columns if header in {c.name, c.header_zh})


def same(a: Tables, b: Tables) -> None:
    for name in FRAMES:
        pd.testing.assert_frame_equal(getattr(a, name), getattr(b, name))


def test_values_arrive_exactly(read, save, tables):
    got = read(save(tables))
    assert got.circles["circle_id"].tolist() == ["Q01", "Q02", "Q03"]
    assert got.circles["residents"].tolist() == [16800, 12000, 9500]
    assert got.circles["current_tier"].tolist() == ["", "basic", ""]
    assert got.circles["recognised_year"].tolist() == [0, 2022, 0]
    assert got.circles["communities"].tolist() == [1, 1, 1]
    assert got.outlets["kinds"].tolist() == [
        ("convenience_store",),
        ("convenience_store", "breakfast"),
        ("wet_market",),
    ]
    assert got.outlets["floor_area_dm2"].tolist() == [6000, -1, 82050]
    assert got.outlets["chain"].tolist() == [True, False, False]
    assert got.premises["floor_area_dm2"].tolist() == [12025, 8000, 30000]
    assert got.premises["rent_fen_per_m2_month"].tolist() == [2800, 3550, 1200]
    assert got.premises["preparation_fen"].tolist() == [4_500_000, 0, 0]
    assert got.premises["forbidden_kinds"].tolist() == [("wet_market",), (), ()]
    assert got.costs["fixed_fen"].tolist() == [6_000_000, 16_000_000, 1_200_000]
    assert got.costs["margin_fen_per_m2_month"].tolist() == [5200, 6650, -1]
    assert got.costs["source_class"].tolist() == ["", "", "circle"]
    assert got.judgements["current"].tolist()[1] == Decimal("1.5")
    assert got.judgements["cost_fen"].tolist()[1] == 800_055


def test_every_frame_has_the_columns_and_types_of_the_dictionary(read, save, tables):
    got = read(save(tables))
    kinds = {
        "count": "int64", "metres": "int64", "area": "int64", "money": "int64", "year": "int64",
        "degrees": "float64", "flag": "bool", "decimal": "object", "kinds": "object",
    }  # fmt: skip
    for spec in TABLES.values():
        frame = getattr(got, spec.id)
        wanted = [c for c in spec.columns if c.frame_column]
        assert list(frame.columns) == [c.frame_column for c in wanted]
        assert isinstance(frame.index, pd.RangeIndex)
        for column in wanted:
            assert frame[column.frame_column].dtype == kinds.get(column.type, "str"), column.id


def test_missing_optional_tables_are_empty(read, save, tables):
    got = read(save(tables))
    assert got.streets.empty
    assert got.reach.empty
    assert got.visibility.empty


@pytest.mark.parametrize(
    ("encoding", "separator", "end"),
    [
        ("utf-8-sig", ",", "\n"),
        ("gb18030", ",", "\r\n"),
        ("utf-16", "\t", "\r\n"),
        ("utf-8", ";", "\r"),
    ],
)
def test_encodings_separators_and_line_ends_make_no_difference(
    read, save, tables, encoding, separator, end
):
    plain = read(save(tables))
    same(plain, read(save(tables, encoding=encoding, separator=separator, end=end)))


def test_english_headers_and_names_make_no_difference(read, save, tables, tmp_path):
    chinese = read(save(tables))
    english = {
        spec.id: [[english_header(spec, h) for h in tables[spec.name][0]], *tables[spec.name][1:]]
        for spec in TABLES.values()
        if spec.name in tables
    }
    (tmp_path / "data").rename(tmp_path / "chinese")
    same(chinese, read(save(english)))


def test_order_of_rows_and_columns_makes_no_difference(read, save, tables):
    plain = read(save(tables))
    draw = random.Random(7)
    for name, (header, *rows) in tables.items():
        order = draw.sample(range(len(header)), len(header))
        draw.shuffle(rows)
        tables[name] = [[row[i] for i in order] for row in (header, *rows)]
    same(plain, read(save(tables)))


def test_yuan_and_ten_thousand_yuan_give_the_same_fen(read, save, tables):
    plain = read(save(tables))
    for rows in tables.values():
        for position, header in enumerate(rows[0]):
            if "(元" not in str(header):
                continue
            rows[0][position] = str(header).replace("(元", "(万元")
            for row in rows[1:]:
                if row[position]:
                    row[position] = f"{Decimal(str(row[position])) / 10_000:f}"
    same(plain, read(save(tables)))


def test_unit_of_the_scenario_counts_where_the_header_has_none(read, save, tables):
    plain = read(save(tables))
    tables["业态造价"][0] = [str(h).partition("(")[0] for h in tables["业态造价"][0]]
    same(plain, read(save(tables), money_unit="元"))


def test_cells_may_state_their_own_unit(read, save, tables):
    plain = read(save(tables))
    header, *rows = tables["评价打分"]
    header[4] = "提升费用"
    for row, text in zip(
        rows, ("６万元", "8,000.55元", "0元", "¥0", "9 万", "15000 元"), strict=True
    ):
        row[4] = text
    got = read(save(tables))
    same(plain, got)
    assert [w.code for w in got.warnings] == ["PL423"]


def test_full_width_digits_are_no_unit(read, save, tables):
    plain = read(save(tables))
    tables["评价打分"][0][4] = "提升费用"
    tables["评价打分"][1][4] = "６００００"
    got = read(save(tables), money_unit="元")
    same(plain, got)
    assert got.warnings == ()


def test_a_workbook_gives_the_same_as_a_folder(read, save, save_workbook, tables):
    folder, workbook = read(save(tables)), read(save_workbook(tables))
    same(folder, workbook)
    assert list(workbook.hashes) == ["data.xlsx"]
    assert len(folder.hashes) == 5


def test_coordinates_are_converted_once(read, save, tables, settings):
    plain = read(save(tables))
    rows = tables["网点"]
    for row in rows[1:]:
        lon, lat = from_wgs84(float(str(row[3])), float(str(row[4])), "GCJ-02")
        row[3], row[4] = f"{float(lon):.9f}", f"{float(lat):.9f}"
    got = read(save(tables), datum={**settings.datum, "outlets": "GCJ-02"})
    for column in ("lon", "lat"):
        np.testing.assert_allclose(got.outlets[column], plain.outlets[column], atol=1e-8)


def test_format_ids_are_built_where_none_are_given(read, save, tables):
    rows = tables["业态造价"]
    tables["业态造价"] = [row[1:] for row in rows]
    tables["业态造价"][1][2] = "是"
    got = read(save(tables))
    assert got.costs["format_id"].tolist() == [
        "convenience_store+breakfast",
        "convenience_store.chain",
        "convenience_store.circle",
    ]


def test_assumptions_name_the_columns_that_are_missing(read, save, tables):
    said = " ".join(word for text in read(save(tables)).assumptions for word in text)
    assert "社区数" in said
    assert "open_24h" in said
    assert "current_tier" not in said


def test_shipped_tables_are_clean():
    policy = read_policy(ROOT / "models" / "jining-2023.yaml")
    settings = TableSettings(datum=dict.fromkeys(("circles", "outlets", "premises"), "WGS-84"))
    got = read_tables(ROOT / "scenarios" / "quick", settings=settings, policy=policy)
    assert got.warnings == ()
    assert len(got.circles) == 14
    assert set(got.judgements["line_id"]) <= set(policy.rubric.lines)
