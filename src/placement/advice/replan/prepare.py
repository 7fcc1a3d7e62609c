"""A plan taken up again in a later year: what stands stays, new facts come in, the rest is planned anew."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Any

from placement.advice.replan.news import UNKNOWN, News, news_between
from placement.advice.replan.rolled_quotas import (
    done_before,
    given_before,
    roll_quotas,
    used_before,
)
from placement.advice.replan.rolled_scenario import Outlook, relative, rolled_document
from placement.advice.replan.rolling import Rolled, roll_tables
from placement.advice.sums import total
from placement.errors import FileSystemError, InputError, Text, UsageError
from placement.money import FEN_PER_YUAN
from placement.options import OptionTable
from placement.plan import Choice, Plan
from placement.policy.reader import load_policy
from placement.report.run.claims import overrides_of
from placement.report.run.published import PublishedRun
from placement.report.run.record import input_hashes
from placement.scenario.model import Scenario
from placement.scenario.reader import read_document, read_scenario
from placement.tables.writing import write_table_files
from placement.yamlfile.writing import yaml_text

README = (
    "本文件夹由 placement replan 写出：{name} 的方案执行到 {year} 年初时的数据表（WGS-84，元）。\n"
    "已建成的用房写入网点，已提升的评分写入打分，已认定的生活圈写明等级和年份。可以修改后重新求解。\n"
    "Tables as they stand at the beginning of {year} if the plan {name} is carried out until then.\n"
)


@dataclass(frozen=True)
class Facts:
    """What is new: another scenario, other tables; ``None`` for those of the run."""

    scenario: Path | None = None
    tables: Path | None = None


@dataclass(frozen=True)
class Prepared:
    """The scenario of the years to come, written and ready to be solved.

    Attributes
    ----------
    scenario
        As it was written and is to be solved.
    facts
        The new facts before they were rolled forward.
    before
        What the run was made from, ``None`` where its files were changed in place.
    """

    path: Path
    rolled: Rolled
    scenario: Scenario
    facts: Scenario
    before: Scenario | None

    @cached_property
    def news(self) -> News:
        """What is new."""
        if self.before is None:
            return UNKNOWN
        return news_between(self.before, self.facts, self.scenario.years[0])


def prepare(
    run: PublishedRun, plan: Plan, year: int, facts: Facts, *, force: bool, out: Path | None = None
) -> Prepared:
    """Write the scenario file and the tables of a later start beside the scenario they come from.

    Parameters
    ----------
    out
        Where the new run goes, if that was said: its name is part of theirs, so that no run loses its inputs to another.

    Raises
    ------
    UsageError
        If the year is not within the run's horizon, or its first.
    FileSystemError
        If files are there already that would be overwritten.
    """
    if year not in run.years[1:]:
        years = "、".join(map(str, run.years[1:]))
        message = f"--from 须为 {years} 之一\n--from must be one of {years}"
        raise UsageError(message)
    base, overrides = _base(run, facts)
    new = read_scenario(base, overrides)
    document = read_document(base, overrides)
    target, folder = _places(base.parent, _name(f"{base.stem}-from-{year}", out), force=force)
    rolled = roll_tables(new, plan, year, fallen_before(run, new, year))
    note = _note(run, year)
    outlook = Outlook(
        year, target, folder, rolled.used_places, set(rolled.tables.premises["premises_id"]),
        _left_over(run, new, year), note,
    )  # fmt: skip
    data = rolled_document(document, outlook)
    path = (target.parent / data["policy"]).resolve()
    policy = load_policy(path, new.chosen_readings, root=document.root).document.data
    roll_quotas(data, policy, new, used_before(run, plan, year), given_before(run, year))
    folder.mkdir(exist_ok=True)
    for old in folder.glob("*.csv"):
        old.unlink()
    write_table_files(rolled.tables, folder)
    text = README.format(name=run.name, year=year)
    (folder / "README.txt").write_text(text, encoding="utf-8", newline="\n")
    comment = f"{note.zh}\n由 placement replan 写出，可以修改后重新求解。"
    target.write_text(yaml_text(data, comment), encoding="utf-8", newline="\n")
    scenario = read_scenario(target)
    if done := done_before(new, scenario, plan, year):
        data["targets"] = {**(data.get("targets") or {}), "done": done}
        target.write_text(yaml_text(data, comment), encoding="utf-8", newline="\n")
        scenario = read_scenario(target)
    return Prepared(target, rolled, scenario, new, _as_it_was(run, new, facts))


def _places(folder: Path, name: str, *, force: bool) -> tuple[Path, Path]:
    """Return where the scenario and its tables go; FileSystemError where they would replace others unasked."""
    places = folder / f"{name}.yaml", folder / name
    for path in places:
        if path.exists() and not force:
            message = (
                f"{path} 已存在，未覆盖；请用 --out 给新结果另取一个名字，确认可以重写才加 --force\n"
                f"{path} exists and was not overwritten; give the new run another name by --out, or add --force to write"
                " it anew"
            )
            raise FileSystemError(message)
    return places


def _name(usual: str, out: Path | None) -> str:
    """Return the name of what is written: the usual one, with that of a run which is called otherwise."""
    own = "" if out is None else out.resolve().name
    return f"{usual}-{own}" if own and own != usual else usual


def _note(run: PublishedRun, year: int) -> Text:
    return Text(
        f"由 {run.name} 的方案续编：{year} 年以前的项目视为已建成，已认定的视为已认定",
        f"taken up from the plan {run.name}: projects before {year} count as built, circles certified as such",
    )


def _base(run: PublishedRun, facts: Facts) -> tuple[Path, Mapping[str, Any]]:
    own = (run.path / run.record["scenario"]["file"]).resolve()
    base = own if facts.scenario is None else facts.scenario.resolve()
    overrides: dict[str, Any] = dict(overrides_of(run.record)) if base == own else {}
    if facts.tables is not None:
        root = read_document(base, {}).root.resolve()
        if not facts.tables.resolve().is_relative_to(root):
            message = (
                f"--tables 须在项目文件夹 {root} 内：{facts.tables} 在外面；请把新的数据表复制进来\n"
                f"--tables must lie within the project folder {root}: copy {facts.tables} into it"
            )
            raise UsageError(message)
        overrides["data.tables"] = relative(facts.tables, base.parent)
    return base, overrides


def _as_it_was(run: PublishedRun, new: Scenario, facts: Facts) -> Scenario | None:
    """Return the scenario a run was made from, ``None`` where it does not stand as it was."""
    own = (run.path / run.record["scenario"]["file"]).resolve()
    try:
        old = new if facts == Facts() else read_scenario(own, overrides_of(run.record))
    except InputError:
        return None
    return old if input_hashes(old) == run.record["inputs"] else None


def fallen_before(run: PublishedRun, new: Scenario, year: int) -> dict[str, tuple[str, int]]:
    """Return circles whose tier a review has taken or lowered before a year: tier left and year of the review."""
    order = {tier.id: j for j, tier in enumerate(new.rubric.tiers)}
    circles = new.tables.circles
    had = dict(zip(circles["circle_id"], circles["current_tier"], strict=True))
    found: dict[str, tuple[str, int]] = {}
    rows = run.tables["circles"].sort_values("year")
    for circle, when, tier in zip(rows["circle_id"], rows["year"], rows["tier"], strict=True):
        before = order.get(str(had.get(circle, "")), -1)
        if circle in had and circle not in found and when < year and order.get(tier, -1) < before:
            found[str(circle)] = str(tier), int(when)
    return found


def _left_over(run: PublishedRun, new: Scenario, year: int) -> dict[tuple[str, str], int]:
    """Return what lines that carry over bring into the year, fen, by line and district.

    What a line has given to others is gone, and what it has got was committed, as the money table states.
    """
    money = run.tables["money"]
    found: dict[tuple[str, str], int] = {}
    for line in new.budgets:
        if not line.carry_over or line.year != year:
            continue
        before = money[(money["budget_id"] == line.budget_id) & (money["year"] == year - 1)]
        rest = total(before["left_yuan"])
        found[line.id, line.district or ""] = max(0, int(rest * FEN_PER_YUAN))
    return found


def remaining(plan: Plan, table: OptionTable, year: int) -> Plan:
    """Return what a plan intends from a year on, by the ids of the new options."""
    known: dict[tuple[Any, ...], str] = {}
    for row in table.rows.to_dict("records"):
        known.setdefault(_key(row, ()), str(row["option_id"]))
        known[_key(row, tuple(row["programmes"]))] = str(row["option_id"])
    choices = []
    for choice in plan.choices:
        if choice.year < year:
            continue
        found = known.get(_choice_key(choice, choice.programmes)) or known.get(
            _choice_key(choice, ())
        )
        if found is not None:
            choices.append(_renamed(choice, found))
    later = tuple(item for item in plan.certifications if item.year >= year)
    return Plan(tuple(choices), later)


def _key(row: Mapping[Any, Any], programmes: tuple[str, ...]) -> tuple[Any, ...]:
    names = ("site_id", "cost_row", "units", "judged_line")
    return (*(row[name] for name in names), programmes)


def _choice_key(choice: Choice, programmes: tuple[str, ...]) -> tuple[Any, ...]:
    return (choice.site_id, choice.format_id, choice.units, choice.judged_line, programmes)


def _renamed(choice: Choice, option_id: str) -> Choice:
    return Choice(
        option_id, choice.site_id, choice.format_id, choice.units, choice.circle_id,
        choice.judged_line, choice.programmes, choice.year,
    )  # fmt: skip


def tails(run: PublishedRun, year: int) -> dict[tuple[str, int], Decimal]:
    """Return what earlier commitments still pay, yuan, by budget line and year."""
    paid = run.tables["payments"]
    due = paid[(paid["year_committed"] < year) & (paid["year_paid"] >= year)]
    found: dict[tuple[str, int], Decimal] = {}
    for budget, when, yuan in zip(due["budget_id"], due["year_paid"], due["yuan"], strict=True):
        key = (str(budget), int(when))
        found[key] = found.get(key, Decimal(0)) + Decimal(yuan)
    return found


def default_out(run: Path, scenario: Path) -> Path:
    """Return where the new run goes: beside the old one, named as the scenario that was written."""
    return Path(os.path.normpath(run)).with_name(scenario.stem)
