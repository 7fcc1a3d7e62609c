"""One thing that cannot be read hides nothing else: all kinds of slips are named together, and what was not looked at."""

from collections.abc import Callable
from pathlib import Path

import pytest

from placement.errors import InputError
from placement.scenario import read_scenario

Write = Callable[..., Path]

SLIPS = (
    ("targets: {districts: present}", """targets:
  districts: present
  hard: [city_hihg]
  weights: {distric_circles: 3}
locks:
  premises_in: {P009: {format: cnv}, P001: {year: 2031}, P002: }
  premises_out: [P002]
  circles: {C009: {year: 2024, tier: hihg}}"""),
    ("    per_district: {2023: 60万元, 2024: 40万元, 2025: 60万元}",
     "    districts: {太白胡新区: {2023: 60万元, 2024: 40万元, 2031: 60万元}}"),
)  # fmt: skip
SAID = {
    "city_hihg", "distric_circles", "P009", "cnv", "2031", "P002", "C009", "hihg", "太白胡新区",
}  # fmt: skip
OBJECTIVE = ("budgets:", "objective: min_cots\nbudgets:")


def rejection(path: Path) -> InputError:
    with pytest.raises(InputError) as caught:
        read_scenario(path)
    return caught.value


def values(error: InputError) -> set[str | None]:
    return {p.value for p in error.problems if p.severity == "error"}


def not_checked(error: InputError) -> str:
    return "、".join(name.zh for name in error.unchecked)


def test_the_slips_alone_are_all_named(scenario: Write) -> None:
    assert values(rejection(scenario(*SLIPS))) == SAID


@pytest.mark.parametrize(
    ("change", "unread", "unchecked"),
    [
        (("budgets:", "objective: min_cots\nbudgets:"), "min_cots", "方案选项和模型"),
        (("budgets:", "solvr: {seed: 1}\nbudgets:"), "solvr", "方案选项和模型"),
        (("id: small", "id: [1]"), "[1]", "方案选项和模型"),
        (("    rate: 1", "    rate: much"), "much", "补贴项目是否起作用"),
    ],
)  # fmt: skip
def test_a_key_that_cannot_be_read_hides_no_slip(
    scenario: Write, change: tuple[str, str], unread: str, unchecked: str
) -> None:
    error = rejection(scenario(*SLIPS, change))
    assert values(error) == {*SAID, unread}
    assert unchecked in not_checked(error)


def test_without_a_horizon_all_but_years_is_looked_at(scenario: Write) -> None:
    change = ("{first_year: 2023, last_year: 2025}", "{first_year: 2025, last_year: 2023}")
    error = rejection(scenario(*SLIPS, change))
    assert values(error) == {*SAID - {"2031"}, "{first_year: 2025, last_year: 2023}"}
    assert "锁定的年份" in not_checked(error)


NEEDS_TABLES = {"P009", "cnv", "C009", "hihg", "太白胡新区"}


@pytest.mark.parametrize(
    ("old", "new", "hidden"),
    [
        ("9000", "many", set()),  # a number: all ids are there
        (
            ",太白湖新区,8000",
            ",,8000",
            {"P009", "cnv", "太白胡新区"},
        ),  # whose district is not known
        ("C002,", ",", NEEDS_TABLES - {"太白胡新区"}),
        ("premises_id,", "premises,", {"P009", "cnv"}),
    ],
)
def test_a_cell_that_cannot_be_read_hides_only_what_names_it(
    project: Path, scenario: Write, old: str, new: str, hidden: set[str]
) -> None:
    broken = project / "scenarios" / "broken"
    broken.mkdir(exist_ok=True)
    for file in (project / "scenarios" / "tables").iterdir():
        text = file.read_text(encoding="utf-8").replace(old, new, 1)
        (broken / file.name).write_text(text, encoding="utf-8")
    error = rejection(scenario(*SLIPS, ("tables: tables", "tables: broken")))
    assert values(error) & SAID == SAID - hidden
    assert ("锁定的编号" in not_checked(error)) == bool(hidden)
    assert ("目标任务与数据是否相符" in not_checked(error)) == (not old.startswith("premises"))


def test_without_tables_all_that_rests_on_no_table_is_looked_at(scenario: Write) -> None:
    error = rejection(scenario(*SLIPS, ("tables: tables", "tables: tabels")))
    assert values(error) == {*SAID - NEEDS_TABLES, "tabels"}
    for name in ("锁定的编号", "资金渠道的县（市、区）", "目标任务与数据是否相符"):
        assert name in not_checked(error)


def test_a_reading_the_policy_does_not_know_hides_no_lock(scenario: Write) -> None:
    error = rejection(scenario(*SLIPS, ("budgets:", "readings: {T1: anex4}\nbudgets:")))
    assert values(error) == {*SAID - {"city_hihg", "distric_circles"}, "anex4"}
    assert "目标任务的编号" in not_checked(error)


def test_without_a_policy_the_file_itself_is_looked_at(scenario: Write) -> None:
    error = rejection(scenario(("jining-2023", "jinning-2023"), OBJECTIVE))
    assert values(error) == {"../models/jinning-2023.yaml", "min_cots"}
    assert "数据表、目标任务、资金、补贴项目、锁定" in not_checked(error)


def test_what_is_written_but_cannot_be_read_is_not_said_to_be_missing(scenario: Write) -> None:
    change = ("    per_district: {2023: 60万元,", "    per_district: {2023: 60,")
    assert values(rejection(scenario(change))) == {"60"}
    assert values(rejection(scenario(("level: 区", "level: 区区")))) == {"区区"}
    text = "locks: {circles: {C001: {year: 二〇二四, tier: high}}}\ntargets: {hard: ['lock:C001:2024'], districts: present}"
    error = rejection(scenario(("targets: {districts: present}", text)))
    assert values(error) == {"二〇二四"}
    assert "锁定的生活圈作为目标" in not_checked(error)


def test_tables_that_are_not_there_are_guessed_among_tables(project: Path, scenario: Write) -> None:
    def mend(tables: str) -> str:
        error = rejection(scenario(("tables: tables", f"tables: {tables}"), name="tabler.yaml"))
        return next(p.mend.zh for p in error.problems if p.code == "PL101")

    (project / "scenarios" / "tabless").mkdir(exist_ok=True)
    assert mend("tabler") == "最接近的现有名称：“tables”。"
    listed = mend("xyz")
    assert "tables" in listed
    assert "yaml" not in listed
    assert "tabless" not in listed
    assert mend("none/xyz") == "请核对路径。"


def _odd_tables(project: Path, unread: str, old: str, new: str) -> None:
    """Write tables, each with something to be told once it is read, and one of them with a cell that cannot be."""
    broken = project / "scenarios" / "broken"
    broken.mkdir(exist_ok=True)
    for file in (project / "scenarios" / "tables").iterdir():
        text = file.read_text(encoding="utf-8")
        if file.stem == "circles":
            head, *rows = text.splitlines()
            text = "\n".join([f"{head},recognised_year", *(f"{row},2024" for row in rows), ""])
        if file.stem == "premises":
            text = text.replace("20,50000,", "20,500000000,", 1)
        if file.stem == "costs":
            text = text.replace(",60000,800,54", ",600000000,800,54", 1)
        if file.stem == unread:
            assert old in text
            text = text.replace(old, new, 1)
        (broken / file.name).write_text(text, encoding="utf-8")


TOLD = {"circles": "PL720", "premises": "PL727", "costs": "PL727"}


@pytest.mark.parametrize(
    ("unread", "old", "new"),
    [("circles", "9000", "many"), ("premises", ",60,", ",sixty,"), ("costs", ",54,", ",dear,")],
)
def test_a_bad_cell_hides_nothing_about_other_tables(
    project: Path, scenario: Write, unread: str, old: str, new: str
) -> None:
    _odd_tables(project, unread, old, new)
    found = rejection(scenario(("tables: tables", "tables: broken"))).problems
    told = {table for table, code in TOLD.items()
            for p in found if p.code == code and p.file.endswith(f"{table}.csv")}  # fmt: skip
    assert told == TOLD.keys() - {unread}
