"""A word of few rows that is spelt almost like one of many rows is asked about."""

from __future__ import annotations

import pytest

from bad_tables import codes

MANY = 12


def of_classes(tables, words):
    """Give the circles a class each, Q01 the first; the others are copies of it a few metres away."""
    header, first, *_ = tables["生活圈"]
    rows = [
        [f"Q{n:02}", f"社区{n}", *first[2:4], f"116.58{n:02}1", f"35.401{n:02}", "", "", word]
        for n, word in enumerate(words, start=1)
    ]
    tables["生活圈"] = [[*header, "区域类别"], *rows]
    tables["闲置用房"] = [row for row in tables["闲置用房"] if "任城区" not in row]
    return tables


@pytest.mark.parametrize(
    ("word", "usual", "told"),
    [
        ("城区", "主城区", True),
        ("其它城市", "其他城市", True),
        ("主城去", "主城区", True),
        ("新城区", "主城区", False),
        ("西城新区", "东城新区", False),
        ("县城", "主城区", False),
        ("", "主城区", False),
    ],
)
def test_a_class_that_may_be_another_with_a_slip(find, save, tables, word, usual, told):
    problems = find(save(of_classes(tables, [word, *[usual] * MANY])))
    found = [p for p in problems if p.code == "PL318"]
    assert [(p.severity, p.row, p.value) for p in found] == ([("warning", 2, word)] if told else [])
    assert all(f"“{usual}”" in p.mend.zh for p in found)
    assert codes(problems) == []


def test_two_classes_of_about_as_many_rows_are_two(find, save, tables):
    problems = find(save(of_classes(tables, [*["城区"] * 3, *["主城区"] * MANY])))
    assert "PL318" not in codes(problems, "warning")
