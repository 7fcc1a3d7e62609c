"""What this version can compute; every other construct of the schema is refused by name (PL850).

The constructs C1–C44 and A1–A17 are those of the documentation of policy files. Refusing is better than
ignoring: a rule that is written down and not computed would make a plan look lawful that is not.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from placement.errors import Problem, Text
from placement.policy.findings import Findings
from placement.policy.programmes import (
    AwardProgramme,
    Programme,
    RateProgramme,
    UnitProgramme,
)
from placement.policy.schema import Policy
from placement.policy.targets import CountTarget, ShareTarget
from placement.policy.terms import Eligible
from placement.yamlfile import Key

Path = tuple[Key, ...]


class NotComputed(NamedTuple):
    """A construct that is used although this version cannot compute it."""

    construct: str
    path: Path
    name: Text


LINE_CONSTRUCTS = {
    "gate_set": ("C6", Text("全有或全无的业态组", "all-or-nothing set")),
    "presence": ("C7", Text("按种计分", "points per kind present")),
    "deduction": ("C11", Text("扣分制", "deductions")),
    "ratio": ("C12", Text("占比达标", "share of outlets")),
    "banded": ("C4", Text("按指标分档", "bands of a measure")),
    "density": ("C15", Text("密度分档", "density")),
    "event": ("C2", Text("按活动场次计分", "points per event")),
}
TARGET_CONSTRUCTS = {
    "coverage": ("C13", Text("覆盖率", "coverage")),
    "mix": ("C22", Text("类型搭配", "mix of circle types")),
}
PROGRAMME_CONSTRUCTS = {
    "area_steps": ("A3", Text("面积分档定额", "amount by area class")),
    "per_area": ("A4", Text("每平方米定额", "amount per m²")),
    "rent": ("A5", Text("租金补贴", "rent aid")),
    "capacity": ("A7", Text("按容量", "capacity grant")),
    "operating": ("A8", Text("运营补贴", "operating aid")),
    "interest": ("A9", Text("贷款贴息", "interest aid")),
    "progressive": ("A15", Text("超额累进", "progressive brackets")),
    "block": ("A16", Text("切块下达", "block grant")),
}


def check_computed(policy: Policy, findings: Findings) -> Iterator[Problem]:
    """PL850 for every construct of a policy that this version cannot compute."""
    for used in not_computed(policy):
        yield refusal(used, findings)


def refusal(used: NotComputed, findings: Findings) -> Problem:
    """Return the PL850 of one construct."""
    rule = Text(
        f"本版本尚不能计算“{used.name.zh}”（{used.construct}）",
        f"this version cannot compute {used.name.en} ({used.construct}) yet",
    )
    mend = Text(
        "请删去此项，或改用可计算的类型；不会默默忽略。",
        "Remove it or use a construct that can be computed; it is never silently ignored.",
    )
    return findings.problem("PL850", used.path, rule, mend)


def not_computed(policy: Policy) -> Iterator[NotComputed]:
    """Yield every construct of a policy that this version cannot compute."""
    yield from _rubric(policy)
    yield from _tiers(policy)
    yield from _targets(policy)
    yield from not_computed_programmes(policy.programmes)
    yield from _premises(policy)
    yield from _the_rest(policy)


def _rubric(policy: Policy) -> Iterator[NotComputed]:
    for line_id, line in policy.rubric.lines.items():
        if line.archetype in LINE_CONSTRUCTS:
            construct, name = LINE_CONSTRUCTS[line.archetype]
            yield NotComputed(construct, ("rubric", "lines", line_id), name)
    if policy.rubric.exclusive:
        name = Text("同一网点只计其一的评分项", "lines that exclude each other")
        yield NotComputed("C2", ("rubric", "exclusive"), name)
    if policy.rubric.tables:
        yield NotComputed("C10", ("rubric", "tables"), Text("多张评价表", "several score tables"))


def _tiers(policy: Policy) -> Iterator[NotComputed]:
    for tier in policy.tiers.values():
        path = ("tiers", tier.id)
        if tier.ratios:
            yield NotComputed("C12", (*path, "ratios"), Text("占比门槛", "ratio gates"))
        if tier.confirmation is not None or tier.table is not None:
            yield NotComputed("C10", path, Text("第二张表的确认", "confirmation by a second table"))
    rules = policy.recognition
    if rules.review_years is not None or rules.downgrade:
        yield NotComputed("C20", ("recognition",), Text("复评与降级", "review and downgrading"))
    if not rules.upgrade_counts:
        name = Text("升级不计入任务", "upgrades that do not count")
        yield NotComputed("C21", ("recognition", "upgrade_counts"), name)


def _targets(policy: Policy) -> Iterator[NotComputed]:
    for target in policy.targets.values():
        path = ("targets", target.id)
        if target.archetype in TARGET_CONSTRUCTS:
            construct, name = TARGET_CONSTRUCTS[target.archetype]
            yield NotComputed(construct, path, name)
        if isinstance(target, CountTarget) and target.sense != "at_least":
            name = Text("恰好等于的个数任务", "an exact number of circles")
            yield NotComputed("C16", (*path, "sense"), name)
        if isinstance(target, CountTarget) and target.counted != "certified":
            name = Text("只计新建或只计提升", "only new or only upgraded circles")
            yield NotComputed("C21", (*path, "counted"), name)
        if isinstance(target, ShareTarget) and target.base != "required":
            name = Text("以实际完成数为分母的占比", "a share of the circles achieved")
            yield NotComputed("C17", (*path, "base"), name)


def not_computed_programmes(programmes: Mapping[str, Programme]) -> Iterator[NotComputed]:
    """Yield what cannot be computed in programmes of a policy or a scenario file."""
    for programme_id, programme in programmes.items():
        path = ("programmes", programme_id)
        if programme.archetype in PROGRAMME_CONSTRUCTS:
            construct, name = PROGRAMME_CONSTRUCTS[programme.archetype]
            yield NotComputed(construct, path, name)
        yield from _terms(path, programme)
        yield from _tables_of(path, programme)


def _terms(path: Path, programme: Programme) -> Iterator[NotComputed]:
    if programme.stacking_limit is not None:
        name = Text("叠加限制", "limits on aid together")
        yield NotComputed("C33", (*path, "stacking_limit"), name)
    if programme.matching is not None or any(p.pays_first for p in programme.payers):
        yield NotComputed("C32", path, Text("配套与垫付", "matching and paying first"))
    if programme.quotas:
        yield NotComputed("C35", (*path, "quotas"), Text("名额与总额", "quotas and pools"))
    if programme.clawback is not None:
        yield NotComputed("C40", (*path, "clawback"), Text("退回规定", "clawback"))
    if any(part.trigger is not None for part in programme.schedule):
        yield NotComputed("C34", (*path, "schedule"), Text("按条件拨付", "payment on an event"))
    usual = "recognition" if isinstance(programme, AwardProgramme) else "completion"
    if any(w.dated_by not in (None, usual) or w.grandfathered for w in programme.windows):
        name = Text(
            "有效期按其他日期计算或新老划断", "windows by another date than usual, grandfathering"
        )
        yield NotComputed("C39", (*path, "windows"), name)
    rules = programme.eligible
    unknown_facts = (
        rules.min_lease_years,
        rules.min_chain_stores,
        rules.min_invest_per_m2,
        rules.audited_share,
        rules.grade_after or None,
    )
    if any(fact is not None for fact in unknown_facts):
        name = Text("租期、门店数、审定投资等条件", "conditions on lease, applicant or audit")
        yield NotComputed("C36", (*path, "eligible"), name)
    if isinstance(programme, AwardProgramme):
        yield from _award_terms(path, programme)
    else:
        yield from _measure_terms((*path, "eligible"), rules)


def _measure_terms(path: Path, rules: Eligible) -> Iterator[NotComputed]:
    """Yield conditions of aid for measures that depend on more than the measure itself."""
    if rules.tiers:
        name = Text("按生活圈等级限定网点补贴", "aid for outlets that depends on a tier")
        yield NotComputed("C36", (*path, "tiers"), name)
    if rules.area_classes:
        name = Text("按区域类别限定网点补贴", "aid for outlets that depends on a class of areas")
        yield NotComputed("A14", (*path, "area_classes"), name)
    if rules.measure == "upgrade" or (rules.measure == "convert" and rules.judged_lines):
        name = Text("提升已有网点的补贴", "aid for upgrading existing outlets")
        yield NotComputed("A14", (*path, "measure"), name)


def _award_terms(path: Path, programme: AwardProgramme) -> Iterator[NotComputed]:
    """Yield conditions of an award beyond tier and year: none of them is looked at yet."""
    if programme.eligible != Eligible():
        name = Text("奖励的其他准入条件", "further conditions of an award")
        yield NotComputed("C36", (*path, "eligible"), name)
    if programme.need != "always" or programme.stacking is not None:
        name = Text("奖励的需要条件与同组限制", "need or stacking group of an award")
        yield NotComputed("C33", path, name)


def _tables_of(path: Path, programme: Programme) -> Iterator[NotComputed]:
    if isinstance(programme, RateProgramme) and (
        programme.rates or programme.least_payment is not None
    ):
        yield NotComputed(
            "C26", path, Text("分类比例表与最低补助", "rate tables and least payments")
        )
    if isinstance(programme, UnitProgramme) and (programme.amounts or programme.batch != 1):
        yield NotComputed("C27", path, Text("分类定额与按批计补", "tables of amounts and batches"))
    if isinstance(programme, AwardProgramme) and (
        programme.densities or programme.upgrade != "full"
    ):
        yield NotComputed(
            "C29", path, Text("按密度或补差的奖励", "awards by density or difference")
        )


def _premises(policy: Policy) -> Iterator[NotComputed]:
    limits, premises = policy.limits, policy.premises
    if limits.distance != "street" or limits.spacing_m or limits.radius_m:
        name = Text("直线距离、间距与服务半径", "straight-line distance, spacing and radius")
        yield NotComputed("C14", ("limits",), name)
    for class_id, source in premises.source_classes.items():
        if source.allowed_kinds or source.forbidden_kinds:
            name = Text("按用房来源限定业态", "kinds restricted by class of premises")
            yield NotComputed("C23", ("premises", "source_classes", class_id), name)
    if premises.shared_site is not None:
        name = Text("一点多用的面积与奖励", "areas and bonus of shared sites")
        yield NotComputed("C24", ("premises", "shared_site"), name)
    if premises.oversupply:
        yield NotComputed("C25", ("premises", "oversupply"), Text("防止扎堆", "over-supply caps"))


def _the_rest(policy: Policy) -> Iterator[NotComputed]:
    for budget_id, budget in policy.budgets.items():
        if budget.carry_over or budget.transfer_to:
            name = Text("结转与调剂", "carry-over and transfers")
            yield NotComputed("C38", ("budgets", budget_id), name)
    if policy.reports.survey is not None:
        yield NotComputed("C42", ("reports", "survey"), Text("满意度调查", "surveys"))
    if policy.reports.figures or policy.reports.returns:
        yield NotComputed(
            "C44", ("reports",), Text("报送事项", "reports and accountability figures")
        )
