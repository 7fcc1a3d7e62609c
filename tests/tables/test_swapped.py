"""Two columns under each other's headers: told once, and the rest is read as if they stood right."""

import pytest

from bad_tables import codes, column_of, put


def swap(rows, one, other):
    first, second = column_of(rows, one), column_of(rows, other)
    rows[0][first], rows[0][second] = rows[0][second], rows[0][first]


@pytest.mark.parametrize("pair", [("建筑面积", "用房来源"), ("用房来源", "建筑面积")])
def test_words_under_the_header_of_a_number_are_told_with_both_columns(find, save, tables, pair):
    swap(tables["闲置用房"], *pair)
    (problem,) = find(save(tables))
    assert (problem.code, problem.severity, problem.row) == ("PL228", "error", 1)
    for text in (problem.rule.zh, problem.rule.en):
        assert all(
            seen in text for seen in ("“建筑面积(平方米)”", "“用房来源”", "“国有资产”", "“120.25”")
        )
    assert "表头互换" in problem.mend.zh


def test_both_may_be_unreadable_as_they_stand(find, save_workbook, tables):
    swap(tables["网点"], "业态", "纬度")
    problems = [p for p in find(save_workbook(tables)) if p.severity == "error"]
    assert [(p.code, p.sheet) for p in problems] == [("PL228", "网点")]


def test_what_else_is_wrong_is_told_in_the_same_round(find, save, tables):
    put(tables, "闲置用房", 2, "建筑面积", "约80")
    tables["闲置用房"] += [[f"Z{n}", *tables["闲置用房"][1][1:]] for n in range(9)]
    tables["业态造价"][1][column_of(tables["业态造价"], "用房来源")] = "国有资厂"
    swap(tables["闲置用房"], "建筑面积", "用房来源")
    problems = find(save(tables))
    assert {"PL228", "PL414", "PL701"} <= set(codes(problems, "error", "warning"))
    assert [p.row for p in problems if p.code == "PL414"] == [3]


def test_a_column_of_words_for_numbers_is_not_taken_for_another(find, save, tables):
    for row in (1, 2, 3):
        put(tables, "闲置用房", row, "建筑面积", "约80")
    assert codes(find(save(tables))) == ["PL414"] * 3


def test_too_few_rows_say_nothing(find, save, tables):
    del tables["闲置用房"][3:]
    swap(tables["闲置用房"], "建筑面积", "用房来源")
    assert "PL228" not in codes(find(save(tables)))


def with_households(tables, *numbers):
    circles = tables["生活圈"]
    circles[0].append("户数(户)")
    for row, number in zip(circles[1:], numbers, strict=True):
        row.append(number)


def test_more_households_than_residents_in_most_circles_ask_for_the_headers(find, save, tables):
    with_households(tables, "5600", "4000", "3500")
    assert find(save(tables)) == ()
    swap(tables["生活圈"], "常住人口", "户数")
    (problem,) = find(save(tables))
    assert (problem.code, problem.severity, problem.row) == ("PL729", "warning", 1)
    for text in (problem.rule.zh, problem.rule.en):
        assert all(seen in text for seen in ("“常住人口(人)”", "“户数(户)”", "16,800", "5,600"))


def test_more_households_than_residents_in_one_circle_is_told_of_it(find, save, tables):
    with_households(tables, "5600", "12001", "")
    (problem,) = find(save(tables))
    assert (problem.code, problem.severity, problem.row) == ("PL729", "warning", 3)
    assert "写反" not in problem.rule.zh
