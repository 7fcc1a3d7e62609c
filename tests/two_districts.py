"""The city of ``tests/audit/city`` and a plan for it that was worked by hand.

Two districts, four circles, twelve vacant premises, two years. What everything in it is worth stands, line
by line, in ``tests/audit/test_hand_worked.py``.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from placement.engine.control.watch import Watch
from placement.plan import Certification, Choice, Plan
from placement.planner import Phases, plan_scenario
from placement.report.run.files import write_record, write_run, write_tables
from placement.report.run.publish import RunDirectory
from placement.report.run.record import Execution
from placement.scenario.model import Scenario
from placement.scenario.reader import read_scenario

CITY = Path(__file__).parent / "audit" / "city"
SCENARIO = Path("scenarios") / "city.yaml"
LOCKS = "budgets:\n  district_fund"
"""Where locks can be written into the scenario, before this text."""
HARD_PIN = "locks: {circles: {W2: {year: 2023, tier: high, hard: true}}}\n"
"""A lock that cannot be met."""


def read_city(overrides: Mapping[str, Any] | None = None) -> Scenario:
    return read_scenario(CITY / SCENARIO, overrides or {})


def copy_city(folder: Path, *changes: tuple[str, str, str]) -> Path:
    """Copy the city; each change is (file below ``scenarios``, old text, new text). Return the scenario."""
    shutil.copytree(CITY, folder, dirs_exist_ok=True)
    for name, old, new in changes:
        path = folder / "scenarios" / name
        text = path.read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{old} stands {text.count(old)} times in {name}"
        path.write_text(text.replace(old, new), encoding="utf-8")
    return folder / SCENARIO


def city_with_awards(folder: Path, amounts: str, pool: str) -> Scenario:
    """The city with other awards and money for them, and without targets."""
    path = copy_city(folder, ("city.yaml", "years: {2023: 0元, 2024: 25万元}", f"years: {pool}"))
    model = folder / "models" / "two-districts.yaml"
    text, old = model.read_text(encoding="utf-8"), "{basic: {2024: 5万元}, high: {2024: 20万元}}"
    assert old in text
    model.write_text(text.replace(old, amounts), encoding="utf-8")
    return replace(read_scenario(path), targets=())


def publish(scenario: Path, run: Path) -> Path:
    """Solve a scenario and publish it, all in this process."""
    read, phases = read_scenario(scenario), Phases()
    with RunDirectory(run) as directory:
        solved = plan_scenario(read, Watch(), phases)
        write_run(directory, Execution(read, phases, 300.0), solved)
    return run


def publish_undrawn(scenario: Path, run: Path, *, bound_of_last: int | None = None) -> Path:
    """Publish tables and record only: what other commands read of a run.

    ``bound_of_last`` is recorded as the last stage's bound, whatever the solve has shown.
    """
    read, phases = read_scenario(scenario), Phases()
    with RunDirectory(run) as directory:
        solved = plan_scenario(read, Watch(), phases)
        if bound_of_last is not None:
            *others, last = solved.outcome.stages
            stages = (*others, replace(last, bound=bound_of_last))
            solved = replace(solved, outcome=replace(solved.outcome, stages=stages))
        write_tables(directory.staging, read, solved.statement)
        write_record(directory, Execution(read, phases, 300.0), solved)
    return run


def on_premises(site: str, cost_row: str, year: int, *programmes: str) -> Choice:
    aid = "".join(f":{p}" for p in programmes if p in {"aid", "care_pilot"})
    # only for child care other programmes apply in 2024, so only its options bear the year
    stamp = "@2024" if year == 2024 and cost_row == "childcare" else ""
    return Choice(f"{site}:{cost_row}{aid}{stamp}", site, cost_row, 1, "", "", programmes, year)


def in_circle(circle: str, cost_row: str, units: int, year: int, *programmes: str) -> Choice:
    written = cost_row if units == 1 else f"{cost_row}×{units}"
    site = f"{circle}@{cost_row}"
    return Choice(f"{site}:{written}", site, cost_row, units, circle, "", programmes, year)


def judged(circle: str, line: str, year: int, *programmes: str) -> Choice:
    site = f"{circle}@{line}"
    return Choice(f"{site}:{line}", site, line, 1, circle, line, programmes, year)


HAND_PLAN = Plan(
    choices=(
        on_premises("P01", "conv_chain", 2023, "preparation", "chain_bonus"),
        on_premises("P05", "fresh", 2024, "preparation", "aid"),
        on_premises("P06", "laundry", 2024, "preparation", "aid"),
        in_circle("E2", "vending", 2, 2024, "machines"),
        judged("E1", "L1", 2024, "management"),
        on_premises("P07", "market", 2024, "preparation"),
        on_premises("P08", "childcare", 2024, "aid"),
        on_premises("P10", "pharmacy_state", 2024, "preparation"),
    ),
    certifications=(
        Certification("E1", "basic", 2023),
        Certification("E2", "basic", 2024),
        Certification("W1", "high", 2024),
    ),
)


def swap(plan: Plan, site: str, **changes: object) -> Plan:
    """The plan with fields of one choice changed."""
    assert any(c.site_id == site for c in plan.choices), site
    return replace(
        plan,
        choices=tuple(
            replace(c, **changes) if c.site_id == site else c  # type: ignore[arg-type]
            for c in plan.choices
        ),
    )


def drop(plan: Plan, *sites: str) -> Plan:
    """The plan without some choices."""
    return replace(plan, choices=tuple(c for c in plan.choices if c.site_id not in sites))


def add(plan: Plan, *items: Choice | Certification) -> Plan:
    """The plan with more choices or certifications."""
    return replace(
        plan,
        choices=(*plan.choices, *(i for i in items if isinstance(i, Choice))),
        certifications=(*plan.certifications, *(i for i in items if isinstance(i, Certification))),
    )


def certify(plan: Plan, circle: str, **changes: object) -> Plan:
    """The plan with fields of one certification changed."""
    return replace(
        plan,
        certifications=tuple(
            replace(c, **changes) if c.circle_id == circle else c  # type: ignore[arg-type]
            for c in plan.certifications
        ),
    )
