"""The numbers at the top of the page."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from placement.errors import Text
from placement.plain import counted
from placement.report.dossier import Dossier
from placement.report.dossier.statistics import tiers_of
from placement.report.page.wording import wan
from placement.report.rounding import rounding_note


@dataclass(frozen=True, slots=True)
class Fact:
    """One number with its name and what stands behind it."""

    name: str
    value: str
    note: str
    is_bad: bool = False


def headline(dossier: Dossier) -> list[Fact]:
    """Return the numbers a reader wants first."""
    return [_circles(dossier), _residents(dossier), _targets(dossier), _money(dossier),
            _investment(dossier), _projects(dossier)]  # fmt: skip


def _circles(dossier: Dossier) -> Fact:
    say = dossier.say
    counts = [
        f"{dossier.tier_name(tier)} {n}"
        for tier in tiers_of(dossier)
        if (n := sum(c.final_tier == tier for c in dossier.circles))
    ]
    first = sum(bool(c.certified) and not c.current_tier for c in dossier.circles)
    held, last = dossier.totals["circles_at_end"], dossier.years[-1]
    note = say(
        f"{'，'.join(counts) or '没有'}；其中规划期内首次认定 {first}",
        f"{', '.join(counts) or 'none'}; {first} certified for the first time",
    ) + _fallen(dossier)
    name = say(f"{last} 年末有等级的生活圈", f"circles with a tier at the end of {last}")
    return Fact(name, f"{held:,} / {len(dossier.circles):,}", note)


def _fallen(dossier: Dossier) -> str:
    """Say how many circles end lower than they began, or than their card; nothing where none does."""
    order = ["", *(tier.id for tier in dossier.scenario.rubric.tiers)]
    fallen = sum(order.index(c.final_tier) < order.index(c.current_tier) for c in dossier.circles)
    return _some(dossier, fallen, Text("复评后降级或失去等级", "fell by review")) + _some(
        dossier,
        len(dossier.at_risk),
        Text("按评分卡够不上所持等级", "hold a tier that their card does not reach"),
    )


def _some(dossier: Dossier, n: int, what: Text) -> str:
    return dossier.say(f"；{what.zh} {n}", f"; {n} {what.en}") if n else ""


def _residents(dossier: Dossier) -> Fact:
    covered = dossier.totals["residents_at_end"]
    everyone = sum(circle.residents for circle in dossier.circles)
    share = f"{covered / everyone:.1%}" if everyone else ""
    note = dossier.say(f"占各圈居民 {share}", f"{share} of the residents of all circles")
    return Fact(
        dossier.say("服务居民（人）", "residents served"), f"{covered:,}", note if share else ""
    )


def _targets(dossier: Dossier) -> Fact:
    say = dossier.say
    total, short = dossier.totals["targets"], dossier.totals["targets_short"]
    missing: dict[str, Decimal] = defaultdict(Decimal)
    for target in dossier.targets:
        missing[say.text(target.kind.unit)] += target.shortfall
    lacks = say.listed(f"{number:f} {unit}" for unit, number in missing.items() if number)
    note = (
        say(f"{short} 项有缺口，各项相加缺 {lacks}", f"{short} fall short, by {lacks} added up")
        if short
        else say("全部完成", "all met")
    )
    name = say("目标任务完成（项）", "targets met")
    return Fact(name, f"{total - short} / {total}", note, is_bad=bool(short))


def _money(dossier: Dossier) -> Fact:
    say = dossier.say
    caps = [b.cap_fen for b in dossier.budgets if b.year in dossier.years]
    closed = [cap for cap in caps if cap is not None]
    cap = (
        say(f"上限合计 {wan(sum(closed))}", f"caps {wan(sum(closed))} in all")
        if len(closed) == len(caps)
        else say("部分渠道不设上限", "some lines have no cap")
    )
    aid, awards = dossier.totals["public_fen"], sum(p.fen for p in dossier.payments if p.is_award)
    total, *parts = map(wan, (dossier.totals["committed_fen"], aid, awards))
    rounded = say.text(rounding_note(parts, total))
    note = say(
        f"补助 {parts[0]}，奖励 {parts[1]}{rounded}；{cap}",
        f"aid {parts[0]}, awards {parts[1]}{rounded}; {cap}",
    )
    name = say("财政资金（万元）", "public money (10,000 yuan)")
    return Fact(name, total, note)


def _investment(dossier: Dossier) -> Fact:
    investment, public = dossier.totals["investment_fen"], dossier.totals["public_fen"]
    unaided = sum(project.public_fen == 0 for project in dossier.projects)
    total, *parts = map(wan, (investment, public, investment - public))
    rounded = dossier.say.text(rounding_note(parts, total))
    note = dossier.say(
        f"补助 {parts[0]}，社会资金 {parts[1]}{rounded}；{unaided} 项不用补助，须经营者自行开办",
        f"aid {parts[0]}, private {parts[1]}{rounded}; {counted(unaided, 'project')} without aid, resting on operators",
    )
    return Fact(dossier.say("总投资（万元）", "investment (10,000 yuan)"), total, note)


def _projects(dossier: Dossier) -> Fact:
    outlets = sum(project.outlets for project in dossier.projects)
    jobs = sum(project.jobs for project in dossier.projects)
    converted = sum(project.lon is not None for project in dossier.projects)
    note = dossier.say(
        f"改造用房 {converted:,} 处，新增网点 {outlets:,} 个，就业 {jobs:,} 人",
        f"{converted:,} premises converted, {counted(outlets, 'new outlet')}, {counted(jobs, 'job')}",
    )
    return Fact(dossier.say("项目（个）", "projects"), f"{len(dossier.projects):,}", note)
