"""Headers that name no column: which column they look like, and when that stops a plan."""

from __future__ import annotations

import pytest

from bad_tables import codes, column_of
from placement.tables.dictionary.columns import TABLES
from placement.tables.unmatched import column_like


@pytest.mark.parametrize(
    ("table", "header", "column"),
    [
        ("业态造价", "毛利(万元)", "margin_yuan_per_m2_month"),
        ("业态造价", "利", None),
        ("业态造价", "投入", None),
        ("业态造价", "客流", None),
        ("闲置用房", "月租", "rent_yuan_per_m2_month"),
        ("闲置用房", "每月每平方米租赁费单价（含税）", "rent_yuan_per_m2_month"),
        ("闲置用房", "联系人", None),
        ("闲置用房", "产权单位", None),
        ("闲置用房", "建成年份", None),
        ("生活圈", "常驻人口数量", "residents"),
        ("生活圈", "备案号", None),
        ("网点", "营业面积（㎡）", "floor_area_m2"),
    ],
)
def test_what_a_header_looks_like(table, header, column):
    spec = next(t for t in TABLES.values() if t.name == table)
    found = column_like(header, spec.columns)
    assert (found and found.id) == column


def renamed(tables, table, name, header):
    tables[table][0][column_of(tables[table], name)] = header
    return tables


@pytest.mark.parametrize(
    ("table", "name", "header", "wanted"),
    [
        ("闲置用房", "租金", "月租", "租金(元/平方米·月)"),
        ("闲置用房", "腾退修缮费", "改造费用", "腾退修缮费(元)"),
        ("闲置用房", "可用年份", "交付时间", "可用年份"),
        ("闲置用房", "禁止业态", "限制业态", "禁止业态"),
        ("网点", "建筑面积", "营业面积(平方米)", "建筑面积(平方米)"),
        ("业态造价", "经营毛利", "月利润", "经营毛利(元/平方米·月)"),
    ],
)
def test_a_deciding_column_under_another_name_is_an_error(
    find, save, tables, table, name, header, wanted
):
    (problem,) = [p for p in find(save(renamed(tables, table, name, header))) if p.code != "PL221"]
    assert (problem.code, problem.severity, problem.column) == ("PL212", "error", header)
    assert f"“{wanted}”" in problem.mend.zh
    assert f"“{wanted}”" in problem.mend.en
    assert f"备注{header}" in problem.mend.zh


def test_what_is_assumed_in_place_of_it_is_told(find, save, tables):
    (problem,) = find(save(renamed(tables, "闲置用房", "租金", "月租")))
    assert "3 行的租金都按 0 元计" in problem.rule.zh
    assert "3 rows taken as 0 yuan" in problem.rule.en


@pytest.mark.parametrize("header", ["备注月租", "备注：房租", "note_rent", "说明"])
def test_the_mend_for_a_column_of_ones_own_is_taken(find, save, tables, header):
    for row in tables["闲置用房"]:
        row.append("28")
    tables["闲置用房"][0][-1] = header
    position = column_of(tables["闲置用房"], "租金")
    for row in tables["闲置用房"]:
        del row[position]
    (problem,) = find(save(tables))
    assert (problem.code, problem.severity) == ("PL409", "warning")
    assert "3 行都按 0 元计" in problem.rule.zh


@pytest.mark.parametrize(
    ("header", "cell"),
    [
        ("联系人", "王主任"),
        ("租金核实情况", "已核"),
        ("房租说明", "28"),
        ("建成年份", "1998"),
        ("房租", "30"),
    ],
)
def test_columns_of_ones_own_beside_all_others_do_not_stop_a_plan(find, save, tables, header, cell):
    for row in tables["闲置用房"]:
        row.append(cell)
    tables["闲置用房"][0][-1] = header
    assert [p.severity for p in find(save(tables))] == ["warning"]


def test_remarks_on_a_rent_that_is_not_there_are_no_rent(find, save, tables):
    renamed(tables, "闲置用房", "租金", "租金核实情况")
    for row in tables["闲置用房"][1:]:
        row[column_of(tables["闲置用房"], "租金核实情况")] = "已核"
    assert codes(find(save(tables))) == []


def test_a_column_that_must_be_there_is_told_once_with_its_new_name(find, save, tables):
    (problem,) = find(save(renamed(tables, "生活圈", "常住人口", "常驻人口数量")))
    assert (problem.code, problem.column, problem.value) == (
        "PL211",
        "常驻人口数量",
        "常驻人口数量",
    )
    assert "请把表头“常驻人口数量”改为“常住人口(人)”" in problem.mend.zh
