"""Checks on how a scenario uses the targets of its policy."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from placement.errors import Problem, Text
from placement.policy.obligations import obligations, pins
from placement.policy.targets import CountTarget, PinTarget
from placement.scenario.context import Context, Path
from placement.scenario.targets import LOCK, build_targets, is_whole, lock_id, scope_name

_NAMED_PLACES = 3  # a list of all townships of a city would hide what is left out


def check_targets(context: Context) -> Iterator[Problem]:
    """Check targets against the tables.

    PL713 names of targets that the scenario itself leaves out; warnings: PL712 targets nobody can meet or that
    are left out, PL717 circles recognised long ago that count.
    """
    yield from _check_removed(context)
    yield from _check_circles(context)
    yield from _check_left_out(context)
    yield from _check_recognised_before(context)


def check_target_names(context: Context) -> Iterator[Problem]:
    """PL701 for names of targets that are not there, but for single locked circles."""
    return (problem for name, problem in _unknown_names(context) if not _is_of_lock(name))


def check_locked_names(context: Context) -> Iterator[Problem]:
    """PL701 for names of single locked circles that are not locked."""
    return (problem for name, problem in _unknown_names(context) if _is_of_lock(name))


def _is_of_lock(name: str) -> bool:
    return name.startswith(f"{LOCK}:")


def _unknown_names(context: Context) -> Iterator[tuple[str, Problem]]:
    rules = context.file.targets
    rows = {row.id: row.id for row in _rows(context)}
    targets = {target_id: target.name for target_id, target in context.policy.targets.items()}
    known = targets | {
        row.target_id: row.target_id for row in _rows(context) if row.target_id not in targets
    }
    known |= {LOCK: LOCK} | rows
    what = Text("目标", "target")
    for key, names in (("hard", rules.hard), ("drop", rules.drop)):
        for position, name in enumerate(names):
            if name not in known:
                yield name, context.unknown(("targets", key, position), what, name, known)
    for key, written, allowed in (("weights", rules.weights, known), ("done", rules.done, rows)):
        for name in written:
            if name not in allowed:
                yield name, context.unknown(("targets", key, name), what, name, allowed)


@dataclass(frozen=True, slots=True)
class _Row:
    """One row that the policy or a lock asks for, whether or not the scenario keeps it."""

    id: str
    target_id: str
    year: int
    required: int


def _rows(context: Context) -> Iterator[_Row]:
    for row in obligations(context.policy):
        asked = row.required if row.share is None else 1
        yield _Row(row.row_id, row.target_id, row.year, asked)
    for pinned in pins(context.policy):
        row_id = f"{pinned.target_id}:{pinned.circle}:{pinned.year}"
        yield _Row(row_id, pinned.target_id, pinned.year, 1)
    for circle, pin in context.file.locks.circles.items():
        yield _Row(lock_id(circle, pin.year), LOCK, pin.year, 1)


def _check_removed(context: Context) -> Iterator[Problem]:
    """PL713: ``hard`` (error) and ``weights`` (warning) for targets of which no row is left to be met."""
    rules = context.file.targets
    kept = {name for row in build_targets(context) for name in (row.id, row.target_id)}
    asked: dict[str, list[_Row]] = {}
    for row in _rows(context):
        asked.setdefault(row.id, []).append(row)
        asked.setdefault(row.target_id, []).append(row)
    for position, name in enumerate(rules.hard):
        if name in asked and name not in kept:
            yield _removed(context, ("targets", "hard", position), name, asked[name])
    for name in rules.weights:
        if name in asked and name not in kept:
            problem = _removed(context, ("targets", "weights", name), name, asked[name])
            yield replace(problem, severity="warning")


def _removed(context: Context, path: Path, name: str, rows: list[_Row]) -> Problem:
    why = _why_removed(context, rows)
    rule = Text(
        f"目标“{name}”在本情景中不考核：{why.zh}",
        f"the target “{name}” is not looked at in this scenario: {why.en}",
    )
    mend = Text(
        "请从此处删去，或让该目标重新计入。",
        "Remove it here, or let the target count again.",
    )
    return context.findings.problem("PL713", path, rule, mend, name)


def _why_removed(context: Context, rows: list[_Row]) -> Text:
    dropped = set(context.file.targets.drop)
    if all({row.id, row.target_id} & dropped for row in rows):
        return Text("targets.drop 已将其删去", "targets.drop leaves it out")
    if all(row.year not in context.years for row in rows):
        return Text("其年份不在规划期内", "its year lies outside the horizon")
    if all(row.required == 0 for row in rows):
        return Text("它不要求任何生活圈", "it asks for no circle")
    if context.file.targets.districts == "present":
        return Text(
            "targets.districts: present 只计表中有生活圈的县（市、区）",
            "with targets.districts: present only districts with circles in the tables count",
        )
    return Text("各行均已除去", "all its rows are left out")


def _check_circles(context: Context) -> Iterator[Problem]:
    short: dict[str, list[str]] = {}
    ids: dict[str, list[str]] = {}
    for target in build_targets(context):
        amounts = target.amounts or dict.fromkeys(target.circles, 1)
        most = sum(amounts.values())
        if most < target.required:
            place = scope_name(context.policy, target.scope)
            short.setdefault(place, []).append(f"{target.name} ({most} < {target.required})")
            ids.setdefault(place, []).append(target.id)
    for scope, rows in short.items():
        rule = Text(
            f"表中“{scope}”的生活圈少于目标要求：{'；'.join(rows)}",
            f"the tables have fewer circles of “{scope}” than the target asks: {'; '.join(rows)}",
        )
        mend = Text(
            "请补充生活圈；只规划部分县（市、区）时请写 targets.districts: present。",
            "Add circles; to plan some districts only, write targets.districts: present.",
        )
        if context.file.targets.districts == "present":
            names = "、".join(ids[scope])
            mend = Text(
                f"请在生活圈表补充“{scope}”的生活圈；不考核的任务写入 targets.drop，如 {names}。",
                f"Add circles of “{scope}” to the table; targets that are not looked at go into targets.drop,"
                f" such as {', '.join(ids[scope])}.",
            )
        problem = context.findings.problem("PL712", ("targets",), rule, mend, scope)
        yield replace(problem, severity="warning")


def _check_left_out(context: Context) -> Iterator[Problem]:
    """Say which counts of the policy a scenario of some districts does not look at."""
    if context.file.targets.districts != "present":
        return
    present = frozenset(context.circle_districts)
    left_out = {
        target.name: [scope_name(context.policy, scope) for scope in scopes]
        for target in context.policy.targets.values()
        if isinstance(target, CountTarget)
        and (scopes := [s for s in target.counts if not is_whole(context.policy, s, present)])
    }
    if left_out:
        rule = Text(
            f"只计表中有生活圈的县（市、区），未计入："
            f"{'；'.join(f'“{name}”中的{_places(scopes).zh}' for name, scopes in left_out.items())}",
            f"only districts with circles in the tables count; left out: "
            f"{'; '.join(f'“{name}” of {_places(scopes).en}' for name, scopes in left_out.items())}",
        )
        mend = Text(
            "需要全部目标时请写 targets.districts: all。", "For all: targets.districts: all."
        )
        problem = context.findings.problem("PL712", ("targets", "districts"), rule, mend, "present")
        yield replace(problem, severity="warning")


def _places(scopes: list[str]) -> Text:
    """Name the places where they are few, else the first of them and how many."""
    first = scopes[:_NAMED_PLACES]
    if len(scopes) == len(first):
        return Text("、".join(first), ", ".join(first))
    return Text(
        f"{'、'.join(first)}等 {len(scopes)} 处",
        f"{', '.join(first)} and others, {len(scopes)} in all",
    )


def _check_recognised_before(context: Context) -> Iterator[Problem]:
    """PL717: circles recognised before the horizon that count because the policy names no first year."""
    circles = context.tables.circles
    tiers = list(context.policy.tiers)
    rank = circles["current_tier"].map(lambda tier: tiers.index(tier) if tier in tiers else -1)
    early = circles["recognised_year"] < context.years[0]
    named = {t.id for t in context.policy.targets.values() if isinstance(t, PinTarget)} | {LOCK}
    found: dict[str, set[str]] = {}
    for target in build_targets(context):
        if target.since is None and target.mode == "cumulative" and target.target_id not in named:
            counts = early & (rank >= tiers.index(target.tier))
            held = set(circles["circle_id"][counts]) & set(target.circles)
            found.setdefault(target.target_id, set()).update(held)
    for target_id, held in found.items():
        if held:
            name = context.policy.targets[target_id].name
            rule = Text(
                f"目标“{name}”未写 since，规划期前认定的 {len(held)} 个生活圈不论何年认定都计入",
                f"the target “{name}” has no `since`: {len(held)} circle(s) recognised before the horizon"
                " count, in whatever year they were recognised",
            )
            mend = Text(
                "只计某年以后认定的，请在政策文件写 since。",
                "Write `since` in the policy where only later years count.",
            )
            problem = context.findings.problem("PL717", ("policy",), rule, mend, name)
            yield replace(problem, severity="warning")
