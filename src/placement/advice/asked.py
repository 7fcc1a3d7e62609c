"""What is asked about, by its id or its name: the id that is meant, or what there is instead."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence

from placement.advice.opened import OpenRun
from placement.advice.telling import first_few
from placement.errors import Text, UsageError
from placement.plain import plain
from placement.scenario.model import Scenario
from placement.scenario.names import with_id
from placement.yamlfile.near import near_match

CIRCLE, SITE, TARGET = Text("生活圈", "circle"), Text("点位", "site"), Text("任务", "target")
BUDGET = Text("（有额度的）资金渠道", "budget line with money")
MOST_LISTED = 10

Called = Mapping[str, Sequence[str]]
"""Id → what it is called; the first of its names is the one that is shown."""


def id_of(what: Text, said: str, called: Called) -> str:
    """Return the id that is meant by an id, a name, or both as they stand on the screen.

    Raises
    ------
    UsageError
        If there is none, with those spelt most like it or some of all; if there are several, with the first few.
    """
    if said in called:
        return said
    asked = _folded(said)
    meant = [name for name in called if asked in _spellings(name, called[name])]
    if len(meant) == 1:
        return meant[0]
    if meant:
        some = _listed(meant, called)
        raise UsageError(
            f"叫“{said}”的{what.zh}不止一个，请写编号：{some.zh}\n"
            f"several are called “{said}”; write the id of the {what.en}: {some.en}"
        )
    if not called:
        raise UsageError(
            f"没有{what.zh}“{said}”；一个{what.zh}也没有\nthere is no {what.en} “{said}”, nor any other {what.en}"
        )
    near = _near(asked, called)
    some = _listed(near or list(called), called)
    zh, en = ("您是否想写：", "did you mean: ") if near else ("有：", "there are ")
    raise UsageError(
        f"没有{what.zh}“{said}”；{zh}{some.zh}\nthere is no {what.en} “{said}”; {en}{some.en}"
    )


def _folded(text: str) -> str:
    """Return a text without what makes no other name: width, case, spaces."""
    return "".join(unicodedata.normalize("NFKC", plain(text)).casefold().split())


def _spellings(row_id: str, names: Sequence[str]) -> set[str]:
    both = [f"{row_id}{name}" for name in names] + [f"{name}({row_id})" for name in names]
    return {_folded(text) for text in (row_id, *names, *both)}


def _near(asked: str, called: Called) -> list[str]:
    """Return the ids whose names hold what was said, else the one spelt most like it."""
    spelt = {_folded(text): row for row in called for text in (row, *called[row])}
    held = [row for row in called if asked and any(asked in _folded(n) for n in called[row])]
    if held:
        return held
    near = near_match(asked, spelt)
    return [] if near is None else [spelt[near]]


def _listed(ids: Sequence[str], called: Called) -> Text:
    """Return the first few of some ids, with the first of their names."""
    names = [with_id(row, next(iter(called[row]), "")) for row in ids]
    return first_few(names, MOST_LISTED)


def circles_called(run: OpenRun) -> Called:
    """Return what the circles of a run are called."""
    circles = run.scenario.tables.circles
    columns = (circles[name] for name in ("circle_id", "name", "district"))
    return {
        str(row): (plain(name), plain(f"{district} {name}"))
        for row, name, district in zip(*columns, strict=True)
    }


def sites_called(run: OpenRun) -> Called:
    """Return what premises, outlets and places in circles or districts are called; a place by what is done there."""
    rows, places = run.table.rows, _places(run)
    found: dict[str, tuple[str, ...]] = {}
    columns = (
        rows[name] for name in ("site_id", "site_name", "district", "cost_row", "judged_line")
    )
    for site, name, district, row, line in zip(*columns, strict=True):
        where, _, at = str(site).rpartition("@")
        is_place = bool(at) and where in places
        what = run.names.kinds.get(line, line) if line else run.formats[str(row)]
        first = (f"{places[where]}@{what}",) if is_place else ()
        found.setdefault(str(site), (*first, plain(name), plain(f"{district} {name}")))
    premises = run.scenario.tables.premises
    for site, name in zip(premises["premises_id"], premises["name"], strict=True):
        found.setdefault(str(site), (plain(name),))
    return found


def _places(run: OpenRun) -> dict[str, str]:
    """Return what circles and districts are called, by id."""
    names = {row: called[0] for row, called in circles_called(run).items()}
    return {district: plain(district) for district in run.scenario.districts} | names


def targets_called(run: OpenRun) -> Called:
    """Return what the targets of a run are called: in full, without the year, and as a table of several is headed."""
    heads = run.names.targets
    return {
        target.id: (
            plain(target.name),
            plain(target.name.removesuffix(f"·{target.year}")),
            *([heads[target.target_id]] if target.target_id in heads else []),
        )
        for target in run.scenario.targets
    }


def budgets_called(scenario: Scenario) -> Called:
    """Return what the budget lines of a scenario are called that have money in any year."""
    return {line.id: (plain(line.name),) for line in scenario.budgets if line.cap_fen}
