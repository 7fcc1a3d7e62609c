"""Whole tables in the wrong place: under another's name, far down their sheet, in a workbook that has none."""

import pytest

from bad_tables import codes, column_of


def test_two_tables_under_each_others_names(find, save_workbook, tables):
    tables["网点"], tables["闲置用房"] = tables["闲置用房"], tables["网点"]
    problems = find(save_workbook(tables))
    assert [(p.code, p.sheet, p.value) for p in problems] == [
        ("PL227", "网点", "闲置用房"),
        ("PL227", "闲置用房", "网点"),
    ]


def test_premises_where_judgements_belong_are_not_missed_as_judgements(find, save, tables):
    tables["评价打分"] = tables["闲置用房"]
    (problem,) = find(save(tables))
    assert (problem.code, problem.file, problem.value) == ("PL227", "评价打分.csv", "闲置用房")
    assert "“闲置用房.csv”" in problem.mend.zh


@pytest.mark.parametrize(
    ("table", "name"), [("网点", "业态"), ("闲置用房", "用房名称"), ("生活圈", "所属区县")]
)
def test_a_table_that_lacks_a_column_is_still_itself(find, save, tables, table, name):
    position = column_of(tables[table], name)
    for row in tables[table]:
        del row[position]
    assert codes(find(save(tables))) == ["PL211"]


@pytest.mark.parametrize(("above", "found"), [(9, []), (10, ["PL213"]), (150, ["PL213"])])
def test_a_header_too_far_down_is_named(find, save_workbook, tables, above, found):
    tables["生活圈"] = [["生活圈一览表"], *([[""]] * (above - 1)), *tables["生活圈"]]
    problems = find(save_workbook(tables))
    assert codes(problems) == found
    if found:
        (problem,) = [p for p in problems if p.code == "PL213"]
        assert problem.row == above + 1
        assert f"第 {above + 1} 行" in problem.rule.zh


def test_a_workbook_without_any_table_is_told_once(find, save_workbook):
    (problem,) = find(save_workbook({"项目清单": [["编号"]], "资金安排表": [["年度"]]}))
    assert problem.code == "PL115"
    assert "项目清单、资金安排表" in problem.rule.zh


def test_a_folder_without_any_table_is_told_once(find, save):
    (problem,) = find(save({"照片": [["x"]]}))
    assert problem.code == "PL101"
    assert "照片.csv" in problem.rule.zh


def test_a_workbook_among_the_files_of_a_folder(find, save, tables):
    folder = save(tables)
    (folder / "网点.csv").rename(folder / "网点.xlsx")
    (problem,) = [p for p in find(folder) if p.severity == "error"]
    assert (problem.code, problem.file) == ("PL119", "网点.xlsx")
    assert "CSV UTF-8" in problem.mend.en


def test_a_decimal_comma_is_read_both_ways(find, save, tables):
    tables["闲置用房"][1][column_of(tables["闲置用房"], "租金")] = "12,5"
    (problem,) = find(save(tables))
    assert problem.code == "PL405"
    assert "12.5" in problem.mend.zh
    assert "125" in problem.mend.zh
