"""Whether the chosen options are admissible, and what each costs whom."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from placement.audit.findings import of
from placement.audit.funding import audit_funding
from placement.audit.naming import Naming
from placement.audit.places import Place, at_outlet, in_district, look_of
from placement.audit.pricing import SQUARE_METRE, WorksFacts, earned_fen, fit_out_fen
from placement.audit.registers import Registers
from placement.errors import Text
from placement.plan import Choice, Plan
from placement.policy.rubric import steps_of
from placement.scenario.model import Scenario
from placement.tables.places import IN_CIRCLE, IN_DISTRICT

FUNDING = re.compile(r"(?::(?P<aid>[^:@]+))?(?:@(?P<year>[0-9]{4}))?")
"""The end of an option id: the programmes offered to it, and the first year of those terms if not the horizon's."""


@dataclass(frozen=True)
class AuditedChoice:
    """A choice with everything recomputed from the tables.

    Attributes
    ----------
    works
        What one outlet is and costs.
    raised_steps
        Steps a judged line is raised by.
    investment_fen
        Cost of all units, making premises usable included.
    payments
        ``(programme_id, budget_id, fen)``, committed in the year of the choice.
    stands_alone
        Whether the operator would come with no more than what is owed for the premises.
    """

    choice: Choice
    site_name: str
    works: WorksFacts
    raised_steps: int
    investment_fen: int
    payments: tuple[tuple[str, str, int], ...]
    stands_alone: bool

    @property
    def public_fen(self) -> int:
        """Public money of the option, fen."""
        return sum(fen for _, _, fen in self.payments)


def audit_choices(naming: Naming, plan: Plan) -> tuple[list[AuditedChoice], list[Text]]:
    """Recompute every choice; return them and what is wrong with them."""
    registers = naming.registers
    sites = Counter(choice.site_id for choice in plan.choices)
    ids = Counter(choice.option_id for choice in plan.choices)
    by_id = {choice.option_id: choice for choice in plan.choices}
    findings = [
        of(naming.site(site), Text(f"占用了 {n} 次", f"taken {n} times"))
        for site, n in sites.items()
        if n > 1
    ]
    findings += [
        of(naming.choice(by_id[option]), Text(f"同一做法写了 {n} 次", f"named {n} times"))
        for option, n in ids.items()
        if n > 1
    ]
    audited = []
    for choice in plan.choices:
        try:
            item, wrong = _audit_choice(registers, choice)
        except KeyError as missing:
            findings.append(of(naming.choice(choice), _unknown(missing.args[0])))
            continue
        if choice.units > 0:  # fewer would take away what others supply
            audited.append(item)
        findings += [of(naming.choice(choice), sentence) for sentence in wrong]
    return audited, [*findings, *_locks(naming, plan)]


def _unknown(key: str | tuple[str, str]) -> Text:
    """Say what the tables do not have: an id, or the judgement of a line in a circle."""
    if isinstance(key, str):
        return Text(f"没有编号“{key}”", f"names an unknown id “{key}”")
    circle, line = key
    return Text(
        f"打分表中没有生活圈“{circle}”的“{line}”",
        f"circle “{circle}” has no judgement of “{line}”",
    )


def _audit_choice(registers: Registers, choice: Choice) -> tuple[AuditedChoice, list[Text]]:
    place = _place(registers, choice)
    wrong = [sentence for sentence, holds in place.rules.items() if not holds]
    if choice.site_id in registers.scenario.locks.premises_out:
        wrong.append(Text("已锁定为不用", "locked out"))
    if choice.year not in registers.scenario.years:
        wrong.append(Text(f"{choice.year} 年不在规划期内", f"{choice.year} is outside the horizon"))
    named = f"{choice.site_id}:{place.written}"
    suffix = choice.option_id.removeprefix(named)
    if suffix == choice.option_id or suffix[:1] not in {"", ":", "@"}:
        wrong.append(Text("编号与点位和做法不符", "its id does not name its site and format"))
    elif not _names_its_funding(registers.scenario, choice, suffix):
        wrong.append(
            Text(
                "编号与补贴项目及其年份不符",
                "its id does not name its programmes and a year they run in",
            )
        )
    funded = audit_funding(registers, choice, place.works)
    works = place.works
    item = AuditedChoice(
        choice=choice,
        site_name=place.name,
        works=works,
        raised_steps=place.raised_steps,
        investment_fen=choice.units * (works.investment_fen + works.preparation_fen),
        payments=funded.payments,
        stands_alone=funded.stands_alone,
    )
    return item, wrong + funded.wrong


def _names_its_funding(scenario: Scenario, choice: Choice, suffix: str) -> bool:
    """Tell whether the end of an option id says nothing but programmes it has and a year up to its own."""
    found = FUNDING.fullmatch(suffix)
    if found is None:
        return False
    aid = found["aid"].split("+") if found["aid"] else []
    year = int(found["year"]) if found["year"] else choice.year
    return set(aid) <= set(choice.programmes) and year in scenario.years and year <= choice.year


def _place(registers: Registers, choice: Choice) -> Place:
    """Look up where a choice lands, by what its row of the cost table says."""
    if choice.judged_line:
        return _judged(registers, choice)
    if choice.circle_id:
        return _in_circle(registers, choice)
    cost = registers.costs[choice.format_id]
    if len(cost["upgrade_of"]):
        return at_outlet(registers, choice)
    if cost["source_class"] == IN_DISTRICT:
        return in_district(registers, choice)
    return _on_premises(registers, choice)


def _on_premises(registers: Registers, choice: Choice) -> Place:
    place, cost = registers.premises[choice.site_id], registers.costs[choice.format_id]
    area, most = int(place["floor_area_dm2"]), int(cost["max_floor_area_dm2"])
    kinds = set(cost["kinds"])
    rent, margin = int(place["rent_fen_per_m2_month"]), int(cost["margin_fen_per_m2_month"])
    works = WorksFacts(
        **look_of(cost),
        district=place["district"],
        source_class=place["source_class"],
        area_class=place["area_class"],
        area_dm2=area,
        used_dm2=min(area, most),
        rent_fen=rent,
        lease_years=int(place["lease_years"]),
        aided_year=int(place["aided_year"]),
        investment_fen=fit_out_fen(int(cost["fixed_fen"]), int(cost["fen_per_m2"]), area, most),
        preparation_fen=int(place["preparation_fen"]),
        earned_fen=earned_fen(margin, rent, min(area, most), registers.scenario.payback_years),
    )
    rules = {
        Text("面积小于这种做法所需", "smaller than the format needs"): area
        >= cost["min_floor_area_dm2"],
        Text("面积远大于这种做法所用", "far larger than the format uses"): area
        <= most * registers.scenario.largest_oversize,
        Text("用房来源不符", "source class does not fit"): cost["source_class"]
        in {"", place["source_class"]},
        Text("该处不允许这种业态", "kind is not allowed there"): not place["allowed_kinds"]
        or kinds <= set(place["allowed_kinds"]),
        Text("该处禁止这种业态", "kind is forbidden there"): kinds.isdisjoint(
            place["forbidden_kinds"]
        ),
        Text("那一年还不能用", "not free in that year"): choice.year >= place["first_year"],
        Text(
            "政策不许这种业态进此类用房", "the policy keeps the kind out of such premises"
        ): _class_allows(registers.scenario, place["source_class"], kinds),
        Text("面积不够同时设这么多业态", "too small for so many kinds"): area
        >= _shared_dm2(registers.scenario, kinds),
        Text("一处用房只能设一个", "one unit per premises"): choice.units == 1,
    }
    return Place(place["name"], choice.format_id, works, rules)


def _class_allows(scenario: Scenario, source_class: str, kinds: set[str]) -> bool:
    rule = scenario.policy.premises.source_classes.get(source_class)
    if rule is None:
        return True
    outside = kinds - set(rule.allowed_kinds) if rule.allowed_kinds else set()
    return not outside and not kinds & set(rule.forbidden_kinds)


def _shared_dm2(scenario: Scenario, kinds: set[str]) -> Fraction:
    """Area that several kinds in one place need together."""
    shared = scenario.policy.premises.shared_site
    if shared is None or len(kinds) == 1:
        return Fraction(0)
    return len(kinds) * Fraction(shared.min_m2_each) * SQUARE_METRE


def _in_circle(registers: Registers, choice: Choice) -> Place:
    place, cost = registers.circles[choice.circle_id], registers.costs[choice.format_id]
    works = WorksFacts(
        **look_of(cost),
        **_circle_facts(place),
        investment_fen=int(cost["fixed_fen"]),
    )
    most = max(1, int(cost["max_per_circle"]))
    rules = {
        Text("这种做法需要用房", "format needs premises"): cost["source_class"] == IN_CIRCLE,
        Text("数量超过允许的", "more units than allowed"): 1 <= choice.units <= most,
        Text("点位编号与生活圈和做法不符", "site does not name circle and format"): choice.site_id
        == f"{choice.circle_id}@{choice.format_id}",
    }
    written = choice.format_id if choice.units == 1 else f"{choice.format_id}×{choice.units}"
    return Place(f"{place['name']}（圈内设点）", written, works, rules)


def _judged(registers: Registers, choice: Choice) -> Place:
    place = registers.circles[choice.circle_id]
    row = registers.judgements[choice.circle_id, choice.judged_line]
    rubric = registers.scenario.rubric
    step = rubric.lines[rubric.position(choice.judged_line)].unit_value
    raised = steps_of(row["reachable"], step) - steps_of(row["current"], step)
    works = WorksFacts(
        **_circle_facts(place),
        judged_line=choice.judged_line,
        investment_fen=int(row["cost_fen"]),
    )
    rules = {
        Text("没有可提高的分", "nothing to raise"): raised > 0,
        Text("早于最早可做的年份", "not before its earliest year"): choice.year
        >= row["earliest_year"],
        Text("点位编号与生活圈和指标不符", "site does not name circle and line"): choice.site_id
        == f"{choice.circle_id}@{choice.judged_line}",
        Text("做法与指标不符", "format is not the line"): choice.format_id == choice.judged_line,
        Text("一项指标只能提高一次", "a line is raised once"): choice.units == 1,
    }
    lines = {line.id: line.name for line in registers.scenario.rubric.lines}
    name = f"{place['name']}（{lines[choice.judged_line]}）"
    return Place(name, choice.judged_line, works, rules, raised)


def _circle_facts(place: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "district": place["district"],
        "source_class": IN_CIRCLE,
        "area_class": place["area_class"],
    }


def _locks(naming: Naming, plan: Plan) -> Iterator[Text]:
    chosen = {choice.site_id: choice for choice in plan.choices}
    for premises_id, lock in naming.registers.scenario.locks.premises_in.items():
        choice, site = chosen.get(premises_id), naming.site(premises_id)
        if choice is None:
            yield of(site, Text("已锁定要用而没有用", "locked in but not used"))
        elif lock.format not in {None, choice.format_id} or lock.year not in {None, choice.year}:
            yield of(site, Text("没有按锁定的办法用", "not used as it is locked"))
