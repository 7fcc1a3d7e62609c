from __future__ import annotations

from placement.errors import Problem, Text
from placement.problem_text import (
    PROBLEM_COLUMNS,
    place_text,
    problems_frame,
    render_problem,
    render_problems,
)

UNIT = Problem(
    code="PL401",
    rule=Text("金额单位与表头不一致", "the amount carries a unit that contradicts its column"),
    mend=Text("请写 300000", "write 300000"),
    file="data.xlsx",
    sheet="闲置用房",
    row=17,
    column="租金(元)",
    cell="F17",
    value="30万\u0007",
)


def test_english_form():
    assert render_problem(UNIT, "en").splitlines() == [
        "error[PL401] the amount carries a unit that contradicts its column",
        '  --> data.xlsx, sheet "闲置用房", cell F17 (row 17, column F "租金(元)")',
        '   | value  "30万\\u0007"',
        "   = mend  write 300000",
    ]


def test_chinese_form():
    assert render_problem(UNIT, "zh").splitlines() == [
        "错误[PL401] 金额单位与表头不一致",
        "  --> data.xlsx，工作表“闲置用房”，单元格 F17（第 17 行，F 列“租金(元)”）",
        '   | 现值  "30万\\u0007"',
        "   = 改法  请写 300000",
    ]


def test_a_finding_without_a_place_has_no_arrow():
    bare = UNIT.at(file="", sheet=None, row=None, column=None, cell=None, value=None)
    assert "-->" not in render_problem(bare, "en")


def test_findings_of_one_column_are_joined():
    many = [UNIT.at(row=row, cell=f"F{row}") for row in range(17, 27)]
    text = render_problems(many, "en")
    assert text.count("PL401") == 1
    assert text.endswith("   = also  F18, F19, F20, F21, F22 (9 in all)")
    few = render_problems(many[:3], "zh")
    assert few.endswith("   = 同样  F18、F19")


def test_others_are_named_by_what_differs():
    here = [UNIT.at(file="a.yaml", sheet=None, cell=None, row=4, value=v) for v in "甲乙丙"]
    assert render_problems(here, "zh").endswith("   = 同样  乙、丙")
    nameless = [p.at(value=None, rule=Text(p.value, p.value)) for p in here]
    assert render_problems(nameless, "zh").endswith("   = 同样  另有 2 处")
    rows = [UNIT.at(cell=None, row=row, value=v) for row, v in ((4, "甲"), (5, "甲"), (6, "乙"))]
    assert render_problems(rows, "zh").endswith("   = 同样  第 5 行、第 6 行（“乙”）")


def test_entries_of_lists_are_counted_from_one():
    lock = UNIT.at(file="a.yaml", sheet=None, cell=None, column="locks.premises_out.0")
    assert place_text(lock, "zh") == "a.yaml，第 17 行，键“locks.premises_out 第 1 项”"
    assert place_text(lock, "en") == 'a.yaml, row 17, key "locks.premises_out entry 1"'
    years = lock.at(column="budgets.fund.years.2023")
    assert "budgets.fund.years.2023" in place_text(years, "zh")
    header = lock.at(file="a.csv", column="x.1")
    assert "“x.1”" in place_text(header, "zh")


def test_different_findings_are_not_joined():
    other = UNIT.at(code="PL414")
    elsewhere = UNIT.at(column="其他", cell="G17")
    assert render_problems([UNIT, other, elsewhere], "en").count("-->") == 3


def test_the_rest_is_counted():
    many = [UNIT.at(file=f"{i:03}.csv", cell=None) for i in range(60)]
    for language, rest in (("en", "… 10 more, all in problems.csv"), ("zh", "……另有 10 项")):
        text = render_problems(many, language)
        assert text.count("-->") == 50
        assert rest in text


def test_table_of_findings():
    frame = problems_frame([UNIT.at(row=20, cell="F20"), UNIT], "en")
    assert tuple(frame.columns) == PROBLEM_COLUMNS
    assert frame["row"].tolist() == ["17", "20"]
    assert frame.loc[0].to_dict() == {
        "code": "PL401",
        "severity": "error",
        "file": "data.xlsx",
        "sheet": "闲置用房",
        "row": "17",
        "column": "F",
        "header": "租金(元)",
        "cell": "F17",
        "value": "30万\\u0007",
        "rule": "the amount carries a unit that contradicts its column",
        "mend": "write 300000",
    }
    assert problems_frame([], "zh").empty
