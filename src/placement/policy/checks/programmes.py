"""Programmes: someone pays, shares add up, windows do not overlap, references lead somewhere."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise

from placement.errors import Problem, Text
from placement.policy.checks.amounts import amount_problems
from placement.policy.checks.kinds import unknown_kinds
from placement.policy.findings import Findings
from placement.policy.lines import EventLine, JudgedLine
from placement.policy.programme_base import MeasureProgramme, PaidProgramme
from placement.policy.programmes import AwardProgramme, Programme
from placement.policy.schema import Policy
from placement.policy.terms import Eligible, Where, Window
from placement.policy.walks import measures_of
from placement.yamlfile import Key

Path = tuple[Key, ...]


def check_programmes(policy: Policy, findings: Findings) -> Iterator[Problem]:
    """PL820, PL822, PL825–PL829, PL834 for the programmes of a policy file."""
    yield from programme_problems(policy, policy.programmes, policy.budgets, findings)


def programme_problems(
    policy: Policy,
    programmes: Mapping[str, Programme],
    budgets: Iterable[str],
    findings: Findings,
) -> Iterator[Problem]:
    """Check programmes of a policy or a scenario file.

    Parameters
    ----------
    budgets
        Ids of the budget lines that may pay; empty = not known here, not checked.
    """
    known = tuple(budgets)
    for programme_id, programme in programmes.items():
        path = ("programmes", programme_id)
        yield from _check_payers(path, programme, known, findings)
        if isinstance(programme, PaidProgramme):
            yield from _check_schedule(path, programme, findings)
            yield from _check_windows(path, programme, findings)
        if isinstance(programme, MeasureProgramme):
            yield from _check_eligible(policy, path, programme.eligible, findings)
            yield from _check_matching(path, programme, known, findings)
        yield from amount_problems(policy, path, programme, findings)
        for table in ("rates", "amounts", "reductions"):
            rows = getattr(programme, table, ())
            if isinstance(rows, tuple):
                for n, row in enumerate(rows):
                    yield from unknown_kinds(
                        policy, findings, (*path, table, n, "kinds"), row.kinds
                    )
        if isinstance(programme, AwardProgramme):
            yield from _check_where(policy, path, programme.eligible, findings)
            yield from _check_tiers(policy, (*path, "amounts"), programme.amounts, findings)
            kinds = programme.density_kinds
            yield from unknown_kinds(policy, findings, (*path, "density_kinds"), kinds)
            for n, row in enumerate(programme.densities):
                where = (*path, "densities", n, "amounts")
                yield from _check_tiers(policy, where, row.amounts, findings)


def _check_payers(
    path: Path, programme: Programme, budgets: tuple[str, ...], findings: Findings
) -> Iterator[Problem]:
    if not programme.payers:
        rule = Text(
            "补贴项目须写明由哪个资金渠道承担", "a programme must say which budget line pays"
        )
        mend = Text(
            "请补上 payers: [{budget: 资金渠道编号}]。",
            "Add payers: [{budget: id of a budget line}].",
        )
        yield findings.problem("PL828", (*path, "payers"), rule, mend)
        return
    total = sum(payer.share for payer in programme.payers)
    if total != 1:
        yield _not_one((*path, "payers"), total, findings)
    for position, payer in enumerate(programme.payers):
        if budgets and payer.budget not in budgets:
            what = Text("资金渠道", "budget line")
            where = (*path, "payers", position, "budget")
            yield findings.unknown("PL834", where, what, payer.budget, budgets)


def _check_schedule(path: Path, programme: PaidProgramme, findings: Findings) -> Iterator[Problem]:
    total = sum(part.share for part in programme.schedule)
    if programme.schedule and total != 1:
        yield _not_one((*path, "schedule"), total, findings)


def _not_one(path: Path, total: object, findings: Findings) -> Problem:
    rule = Text(f"各份比例合计须为 1，现为 {total}", f"the shares must add up to 1, not {total}")
    return findings.problem("PL826", path, rule, Text("请核对比例。", "Check the shares."), total)


def _check_windows(path: Path, programme: PaidProgramme, findings: Findings) -> Iterator[Problem]:
    where = (*path, "windows")
    for window in programme.windows:
        if window.last < window.first:
            rule = Text("截止年早于起始年", "the last year is before the first")
            mend = Text("请调整年份。", "Check the years.")
            yield findings.problem("PL829", where, rule, mend, _years(window))
    in_order = sorted(programme.windows, key=lambda w: (w.first, w.last))
    for earlier, later in pairwise(in_order):
        if later.first <= earlier.last:
            shown = f"{_years(earlier)}, {_years(later)}"
            rule = Text(f"有效年份重叠：{shown}", f"windows overlap: {shown}")
            mend = Text("请合并或调整年份。", "Merge them or change the years.")
            yield findings.problem("PL829", where, rule, mend, shown)


def _years(window: Window) -> str:
    return f"{window.first}–{window.last}"


def _check_eligible(
    policy: Policy, path: Path, rules: Eligible, findings: Findings
) -> Iterator[Problem]:
    where = (*path, "eligible")
    yield from unknown_kinds(policy, findings, (*where, "kinds"), rules.kinds)
    lines = policy.rubric.lines
    judged = [i for i, line in lines.items() if isinstance(line, JudgedLine | EventLine)]
    judged += [measure for line in lines.values() for measure in measures_of(line)]
    for line_id in rules.judged_lines:
        if line_id not in judged:
            what = Text("评判类评分项", "judged line")
            yield findings.unknown("PL834", (*where, "judged_lines"), what, line_id, judged)
    yield from _check_where(policy, path, rules, findings)
    low, high = rules.min_floor_area_m2, rules.max_floor_area_m2
    if low is not None and high is not None and high < low:
        rule = Text("最大面积小于最小面积", "the greatest area is below the least")
        mend = Text("请核对面积。", "Check the areas.")
        yield findings.problem("PL829", (*where, "max_floor_area_m2"), rule, mend, high)


def _check_where(policy: Policy, path: Path, rules: Where, findings: Findings) -> Iterator[Problem]:
    known = [*policy.districts, *policy.groups]
    for district in rules.districts:
        if known and district not in known:
            what = Text("县（市、区）或分组", "district or group")
            where = (*path, "eligible", "districts")
            yield findings.unknown("PL827", where, what, district, known)


def _check_matching(
    path: Path, programme: MeasureProgramme, budgets: tuple[str, ...], findings: Findings
) -> Iterator[Problem]:
    matching = programme.matching
    if matching is not None and budgets and matching.of_budget not in budgets:
        what = Text("资金渠道", "budget line")
        where = (*path, "matching", "of_budget")
        yield findings.unknown("PL834", where, what, matching.of_budget, budgets)


def _check_tiers(
    policy: Policy, path: Path, tiers: Iterable[str], findings: Findings
) -> Iterator[Problem]:
    for tier in tiers:
        if tier not in policy.tiers:
            yield findings.unknown("PL834", path, Text("等级", "tier"), tier, policy.tiers)
