"""The numbers at the top of the page."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from placement.report.dossier import Dossier
from placement.report.dossier.statistics import tiers_of
from placement.report.page.wording import wan


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
    counts = [
        f"{dossier.tier_name(tier)} {n}"
        for tier in tiers_of(dossier)
        if (n := sum(c.final_tier == tier for c in dossier.circles))
    ]
    first = sum(bool(c.certified) and not c.current_tier for c in dossier.circles)
    note = f"{'，'.join(counts) or '没有'}；其中规划期内首次认定 {first}"
    held = dossier.totals["circles_at_end"]
    return Fact(
        f"{dossier.years[-1]} 年末有等级的生活圈", f"{held:,} / {len(dossier.circles):,}", note
    )


def _residents(dossier: Dossier) -> Fact:
    covered = dossier.totals["residents_at_end"]
    everyone = sum(circle.residents for circle in dossier.circles)
    share = f"占各圈居民 {covered / everyone:.1%}" if everyone else ""
    return Fact("服务居民（人）", f"{covered:,}", share)


def _targets(dossier: Dossier) -> Fact:
    total, short = dossier.totals["targets"], dossier.totals["targets_short"]
    missing: dict[str, Decimal] = defaultdict(Decimal)
    for target in dossier.targets:
        missing[target.kind.unit] += target.shortfall
    lacks = "、".join(f"{number:f} {unit}" for unit, number in missing.items() if number)
    note = f"{short} 项有缺口，各项相加缺 {lacks}" if short else "全部完成"
    return Fact("目标任务完成（项）", f"{total - short} / {total}", note, is_bad=bool(short))


def _money(dossier: Dossier) -> Fact:
    caps = [b.cap_fen for b in dossier.budgets if b.year in dossier.years]
    closed = [cap for cap in caps if cap is not None]
    cap = f"上限 {wan(sum(closed))}" if len(closed) == len(caps) else "部分渠道不设上限"
    awards = sum(p.fen for p in dossier.payments if p.is_award)
    note = f"{cap}；补助 {wan(dossier.totals['public_fen'])}，奖励 {wan(awards)}"
    return Fact("财政资金（万元）", wan(dossier.totals["committed_fen"]), note)


def _investment(dossier: Dossier) -> Fact:
    investment, public = dossier.totals["investment_fen"], dossier.totals["public_fen"]
    unaided = sum(project.public_fen == 0 for project in dossier.projects)
    note = f"社会资金 {wan(investment - public)}；{unaided} 项不用财政资金，须经营者自行开办"
    return Fact("总投资（万元）", wan(investment), note)


def _projects(dossier: Dossier) -> Fact:
    outlets = sum(project.outlets for project in dossier.projects)
    jobs = sum(project.jobs for project in dossier.projects)
    converted = sum(project.lon is not None for project in dossier.projects)
    note = f"改造用房 {converted:,} 处，新增网点 {outlets:,} 个，就业 {jobs:,} 人"
    return Fact("项目（个）", f"{len(dossier.projects):,}", note)
