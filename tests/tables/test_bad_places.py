"""Bad coordinates, references and logic: B101–B110."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from bad_tables import codes, column_of, put
from placement.tables.walks.datum import from_wgs84


def move(tables, table, row, lon, lat):
    put(tables, table, row, "经度", str(lon))
    put(tables, table, row, "纬度", str(lat))


def test_b101_swapped_beyond_the_globe(find, save, tables, golden):
    move(tables, "网点", 1, 35.40155, 116.58801)
    problems = find(save(tables))
    assert codes(problems) == ["PL601"]
    assert problems[0].row == 2
    golden("B101", problems)


def test_b102_swapped_in_the_west(find, save, tables, settings, golden):
    for table in ("生活圈", "网点", "闲置用房"):
        for row in range(1, 4):
            move(tables, table, row, 87.6 + row / 987, 43.8 + row / 1013)
    move(tables, "网点", 2, 43.80213, 87.60321)
    urumqi = replace(settings, box=(86.5, 43.0, 88.5, 44.5))
    problems = [p for p in find(save(tables), urumqi) if p.severity == "error"]
    assert codes(problems) == ["PL602"]
    golden("B102", problems)
    assert codes(find(save(tables))) == ["PL602"]


def test_b103_zero_and_shared_points(find, save, tables, golden):
    move(tables, "网点", 1, 0, 0)
    move(tables, "生活圈", 2, 116.58712, 35.40123)
    problems = find(save(tables))
    assert codes(problems, "warning", "error") == ["PL604", "PL603"]
    golden("B103", problems)


def test_b104_no_datum(find, save, tables, settings, golden):
    undeclared = {t: d for t, d in settings.datum.items() if t != "outlets"}
    problems = find(save(tables), replace(settings, datum=undeclared))
    assert codes(problems) == ["PL605"]
    golden("B104", problems)


@pytest.fixture
def shopping_street(tables):
    """Two hundred premises, each some 20 m from an outlet, in four clusters."""
    draw = np.random.default_rng(5)
    centres = np.array(
        [(116.5871, 35.4012), (116.6034, 35.3901), (116.5567, 35.4123), (116.62, 35.42)]
    )
    lon, lat = (centres[np.arange(200) % 4] + draw.normal(0, 0.004, (200, 2))).T
    outlet, house = tables["网点"][1], tables["闲置用房"][1]
    for k in range(200):
        tables["网点"].append(
            [f"A{k}", *outlet[1:3], f"{lon[k]:.6f}", f"{lat[k]:.6f}", *outlet[5:]]
        )
    return lon + 0.0002, lat, house


@pytest.mark.parametrize("shifted", [False, True])
def test_b105_premises_in_another_datum(find, save, tables, shopping_street, golden, shifted):
    lon, lat, house = shopping_street
    if shifted:
        lon, lat = from_wgs84(lon, lat, "GCJ-02")
    for k in range(200):
        tables["闲置用房"].append([f"B{k}", house[1], f"{lon[k]:.6f}", f"{lat[k]:.6f}", *house[4:]])
    problems = find(save(tables))
    assert codes(problems, "warning", "error") == (["PL606"] if shifted else [])
    if shifted:
        golden("B105", problems)


def test_b105_declared_datums_are_no_problem(find, save, tables, settings, shopping_street):
    lon, lat, house = shopping_street
    lon, lat = from_wgs84(lon, lat, "GCJ-02")
    for k in range(200):
        tables["闲置用房"].append([f"B{k}", house[1], f"{lon[k]:.6f}", f"{lat[k]:.6f}", *house[4:]])
    declared = replace(settings, datum={**settings.datum, "premises": "GCJ-02"})
    assert find(save(tables), declared) == ()


def test_b107_too_few_decimals(find, save, tables, golden):
    move(tables, "网点", 1, 116.6, 35.4)
    problems = find(save(tables))
    assert codes(problems, "warning", "error") == ["PL608"]
    golden("B107", problems)


def test_b108_far_from_its_own_district(find, save, tables, golden):
    move(tables, "闲置用房", 1, 116.98712, 35.60123)
    problems = find(save(tables))
    assert codes(problems, "warning", "error") == ["PL609"]
    golden("B108", problems)


@pytest.mark.parametrize(
    ("case", "table", "row", "name", "value", "code", "severity"),
    [
        ("B109", "评价打分", 1, "生活圈编号", "Q1", "PL701", "error"),
        ("B109-folded", "评价打分", 1, "生活圈编号", "ｑ０１", "PL701", "error"),
        ("B109-district", "闲置用房", 1, "所属区县", "太白湖区", "PL701", "error"),
        ("B109-other-district", "闲置用房", 1, "所属区县", "金乡县", "PL701", "warning"),
        ("B109-source", "业态造价", 1, "用房来源", "国有资产类", "PL701", "warning"),
        ("both-lists", "闲置用房", 1, "允许业态", "便利店+菜市场", "PL703", "error"),
        ("areas", "业态造价", 1, "最小面积", "121", "PL704", "error"),
        ("circle-per-m2", "业态造价", 3, "单位面积投入", "800", "PL714", "warning"),
        ("circle-area", "业态造价", 3, "最大面积", "40", "PL714", "warning"),
        ("circle-margin", "业态造价", 3, "经营毛利", "52", "PL714", "warning"),
        ("points", "评价打分", 1, "可达得分", "2.5", "PL705", "error"),
        ("tier-without-year", "生活圈", 2, "认定年份", "", "PL707", "warning"),
        ("year-without-tier", "生活圈", 2, "现有等级", "", "PL707", "warning"),
    ],
)
def test_references_and_logic(
    find, save, tables, golden, case, table, row, name, value, code, severity
):
    put(tables, table, row, name, value)
    problems = [p for p in find(save(tables)) if p.code != "PL709"]
    assert [(p.code, p.severity, p.row) for p in problems] == [(code, severity, row + 1)]
    golden(case, problems)


def test_formats_without_premises_may_say_that_they_are_never_viable(find, save, tables):
    put(tables, "业态造价", 3, "经营毛利", "-1")
    assert "PL714" not in codes(find(save(tables)), "warning", "error")


def test_formats_given_twice(find, save, tables, golden):
    tables["业态造价"].append(["conv2", *tables["业态造价"][1][1:]])
    problems = find(save(tables))
    assert codes(problems, "warning", "error") == ["PL706"]
    golden("formats-twice", problems)


def test_missing_judgements(find, save, tables, golden):
    del tables["评价打分"][3:5]
    problems = find(save(tables))
    assert codes(problems, "warning", "error") == ["PL709", "PL709"]
    golden("missing-judgements", problems)
    del tables["评价打分"]
    path = save(tables)
    (path / "评价打分.csv").unlink()
    problem, *others = find(path)
    assert (problem.code, problem.severity, problem.file) == ("PL709", "warning", "judgements.csv")
    assert "没有评价打分表（judgements.csv 或 评价打分.csv）：3 个生活圈" in problem.rule.zh
    assert "L1（商业规模）、M1（统一运营）" in problem.rule.zh
    assert not others


def test_a_workbook_without_judgements_names_the_sheet(find, save_workbook, tables):
    del tables["评价打分"]
    (problem,) = find(save_workbook(tables))
    assert problem.code == "PL709"
    assert "工作表“评价打分”" in problem.rule.zh
    assert problem.file.endswith(".xlsx")


def test_reach_of_unknown_sites(find, save, tables, golden):
    tables["步行可达"] = [
        ["地点编号", "生活圈编号", "步行时间(分钟)"],
        ["Y1", "Q01", "9.5"],
        ["W1", "Q01", "4"],
        ["Y9", "Q01", "4"],
        ["Y1", "Q7", "4"],
        ["Y1", "Q01", "8"],
    ]
    problems = find(save(tables))
    assert [(p.code, p.row) for p in problems] == [("PL701", 4), ("PL701", 5), ("PL301", 6)]
    golden("reach", problems)


def test_missing_rows_are_not_blamed_on_others(find, save, tables):
    """A circle whose row is too short is reported once, not again by each row that names it."""
    tables["生活圈"][1].pop()
    assert codes(find(save(tables))) == ["PL209"]
    (save(tables) / "生活圈.csv").write_bytes(b"")
    tables.pop("生活圈")
    assert codes(find(save(tables))) == ["PL103"]


def test_a_circle_with_an_unreadable_id_is_not_blamed_on_others(find, save, tables):
    put(tables, "生活圈", 1, "生活圈编号", "3月5日")
    assert codes(find(save(tables))) == ["PL305"]


def test_reach_of_an_id_that_two_tables_share(find, save, tables, golden):
    premises = tables["闲置用房"][1][0]
    tables["网点"][1][0] = premises
    circle = tables["生活圈"][1][0]
    tables["步行可达"] = [["地点编号", "生活圈编号", "步行时间(分钟)"], [premises, circle, "3"]]
    problems = [p for p in find(save(tables)) if p.severity == "error"]
    assert [(p.code, p.file, p.value) for p in problems] == [("PL722", "步行可达.csv", premises)]
    golden("reach-of-two", problems)


def swap(tables, table):
    for row in tables[table][1:]:
        lon, lat = column_of(tables[table], "经度"), column_of(tables[table], "纬度")
        row[lon], row[lat] = row[lat], row[lon]


@pytest.mark.parametrize(("lon", "lat"), [(116.6, 35.4), (87.6, 43.8)])
@pytest.mark.parametrize("table", ["生活圈", "网点", "闲置用房"])
def test_a_table_with_its_coordinates_swapped_does_not_move_the_city(
    find, save, tables, table, lon, lat
):
    for name in ("生活圈", "网点", "闲置用房"):
        for row in range(1, 4):
            move(tables, name, row, lon + row / 987, lat + row / 1013)
    swap(tables, table)
    wrong = [p for p in find(save(tables)) if p.severity == "error"]
    assert {(p.code, p.file) for p in wrong} == {("PL601" if lon > 90 else "PL602", f"{table}.csv")}
    assert len(wrong) == 3
    assert all("写反" in p.mend.zh for p in wrong)


def test_a_city_of_circles_alone_is_where_these_are(find, save, tables):
    tables["网点"] = tables["网点"][:1]
    move(tables, "闲置用房", 1, 87.6, 43.8)
    wrong = [p for p in find(save(tables)) if p.code == "PL602"]
    assert [(p.file, p.row) for p in wrong] == [("闲置用房.csv", 2)]


def test_a_row_given_twice_is_told_as_that_alone(find, save, tables):
    tables["生活圈"].append(list(tables["生活圈"][1]))
    assert codes(find(save(tables)), "error", "warning") == ["PL301"]
