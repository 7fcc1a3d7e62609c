"""Districts nobody has targets for, and recognitions that lie in the future."""

from collections.abc import Callable
from pathlib import Path

import pytest

from placement.errors import InputError, Problem
from placement.scenario import read_scenario

CIRCLES = "circle_id,name,district,residents,lon,lat,current_tier,recognised_year\n"


def problems(scenario: Callable[..., Path], project: Path, *rows: str) -> list[Problem]:
    """Read the small example with other circles and return what is said about them."""
    folder = project / "scenarios" / "others"
    folder.mkdir(exist_ok=True)
    for table in (project / "scenarios" / "tables").glob("*.csv"):
        text = table.read_text(encoding="utf-8")
        if table.stem == "circles":
            text = CIRCLES + "".join(f"{row}\n" for row in rows)
        if table.stem == "judgements":
            text = text.splitlines(keepends=True)[0] + "C001,L1,3,4,60000,\n"
        (folder / table.name).write_text(text, encoding="utf-8")
    path = scenario(("tables: tables", "tables: others"), name="others.yaml")
    try:
        return list(read_scenario(path).warnings)
    except InputError as error:
        return list(error.problems)


HOME = "C001,许庄社区,太白湖新区,9000,116.60101,35.34011,,"


def test_a_district_spelt_almost_right_is_refused_with_its_circles(
    scenario: Callable[..., Path], project: Path
) -> None:
    found = problems(scenario, project, HOME, "C002,南湖社区,太白湖区,9000,116.61303,35.34107,,")
    slips = [p for p in found if p.code == "PL701" and p.severity == "error"]
    assert [p.value for p in slips if "太白湖区" in (p.value or "")] == ["太白湖区"]
    assert "太白湖新区" in slips[0].mend.zh + slips[0].rule.zh


def test_a_district_the_policy_does_not_list_is_an_error_at_its_cell(
    scenario: Callable[..., Path], project: Path
) -> None:
    found = problems(scenario, project, HOME, "C002,南湖社区,清溪镇,9000,116.61303,35.34107,,")
    (problem,) = (p for p in found if p.value == "清溪镇")
    assert problem.severity == "error"
    assert (problem.file, problem.row, problem.column) == (
        "scenarios/others/circles.csv",
        3,
        "district",
    )


@pytest.mark.parametrize(("year", "is_refused"), [(2022, False), (2023, True)])
def test_a_recognition_within_the_horizon_is_refused(
    scenario: Callable[..., Path], project: Path, *, year: int, is_refused: bool
) -> None:
    row = f"C001,许庄社区,太白湖新区,9000,116.60101,35.34011,basic,{year}"
    found = problems(scenario, project, row)
    late = [(p.file, p.row, p.column, p.value) for p in found if p.code == "PL720"]
    place = ("scenarios/others/circles.csv", 2, "recognised_year", f"许庄社区: {year}")
    assert (late == [place]) is is_refused


def test_a_district_spelt_wrong_is_told_though_another_cell_cannot_be_read(
    scenario: Callable[..., Path], project: Path
) -> None:
    """A short name such as 太白湖 is no new district without money."""
    found = problems(scenario, project, HOME, "C002,南湖社区,太白湖,很多,116.61303,35.34107,,")
    told = [(p.code, p.column) for p in found if (p.value or "") == "太白湖" or p.code == "PL504"]
    assert told == [("PL701", "district")]
    assert any(p.column == "residents" for p in found)
