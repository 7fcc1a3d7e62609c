"""Checks a reader can repeat: what must agree, the inputs as read, coverage, chains, survey samples."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import ceil

from placement.errors import Text
from placement.policy.reports import Survey
from placement.report.dossier.model import CircleFacts, Dossier


@dataclass(frozen=True, slots=True)
class Tie:
    """Two numbers from different tables that must be equal; fen for money."""

    name: Text
    one: Text
    first: int
    other: Text
    second: int
    is_money: bool = True

    @property
    def holds(self) -> bool:
        """The numbers agree."""
        return self.first == self.second


@dataclass(frozen=True, slots=True)
class InputTotal:
    """Rows read of one table and the sum of one of its columns."""

    table: str
    rows: int
    column: str
    total: Decimal | None


@dataclass(frozen=True, slots=True)
class ChainShare:
    """Outlets of chains among all outlets of the tables, before and after the plan."""

    outlets_today: int
    chains_today: int
    outlets_added: int
    chains_added: int

    @property
    def today(self) -> Fraction | None:
        """Share before the plan; ``None`` without outlets."""
        return Fraction(self.chains_today, self.outlets_today) if self.outlets_today else None

    @property
    def after(self) -> Fraction | None:
        """Share when every project has opened."""
        outlets = self.outlets_today + self.outlets_added
        return Fraction(self.chains_today + self.chains_added, outlets) if outlets else None


def ties(dossier: Dossier) -> list[Tie]:
    """Return what must agree between the tables of the plan."""
    totals = dossier.totals
    awards = sum(p.fen for p in dossier.payments if p.is_award)
    shared = sum(c.public_fen for c in dossier.circles) + dossier.unshared_fen
    certified = sum(len(c.certified) for c in dossier.circles)
    projects, committed = Text("项目清单", "projects"), Text("资金渠道承诺", "committed by lines")
    paid, plan = Text("资金渠道支付", "paid by lines"), Text("plan.json", "plan.json")
    return [
        Tie(
            Text("财政资金", "public money"), Text("项目清单＋认定奖励", "projects and awards"),
            totals["public_fen"] + awards, committed, totals["committed_fen"],
        ),
        Tie(Text("支付金额", "payments"), paid, totals["paid_fen"], Text("拨付明细合计", "sum of payouts"), totals["payments_fen"]),
        Tie(
            Text("承诺与支付", "committed and paid"), committed, totals["committed_fen"],
            Text("资金渠道支付（含尾款）", "paid by lines, later parts included"), totals["paid_fen"],
        ),
        Tie(
            Text("分摊到圈", "shared among circles"), Text("各圈财政资金＋未分摊", "circles and what is not shared"),
            shared, committed, totals["committed_fen"],
        ),
        Tie(Text("总投资", "investment"), projects, sum(p.investment_fen for p in dossier.projects), plan, totals["investment_fen"]),
        Tie(Text("认定次数", "certifications"), Text("评分卡与缺口", "score cards"), certified, plan, totals["certifications"], is_money=False),
        Tie(Text("项目数", "number of projects"), projects, len(dossier.projects), plan, totals["projects"], is_money=False),
    ]  # fmt: skip


def input_totals(dossier: Dossier) -> list[InputTotal]:
    """Return rows and sums of the tables as they were read, to be compared with the source."""
    tables = dossier.scenario.tables
    area = Decimal(int(tables.premises["floor_area_dm2"].sum())) / 100
    judged = sum((Decimal(str(v)) for v in tables.judgements["current"]), Decimal(0))
    return [
        InputTotal(
            "生活圈", len(tables.circles), "常住人口（人）", _sum(tables.circles["residents"])
        ),
        InputTotal("网点", len(tables.outlets), "连锁网点（个）", _sum(tables.outlets["chain"])),
        InputTotal("闲置用房", len(tables.premises), "建筑面积（㎡）", area),
        InputTotal("业态造价", len(tables.costs), "就业岗位（个）", _sum(tables.costs["jobs"])),
        InputTotal("评价打分", len(tables.judgements), "现状得分（分）", judged),
        InputTotal("路网", len(tables.streets), "路段长度（m）", _sum(tables.streets["length_m"])),
        InputTotal("步行可达", len(tables.reach), "—", None),
        InputTotal("数据可见性", len(tables.visibility), "—", None),
    ]


def chain_share(dossier: Dossier) -> ChainShare:
    """Return the share of chains; projects that only raise a judged line add no outlet."""
    outlets = dossier.scenario.tables.outlets
    return ChainShare(
        len(outlets),
        int(outlets["chain"].astype(bool).sum()),
        sum(p.outlets for p in dossier.projects),
        sum(p.outlets for p in dossier.projects if p.chain),
    )


def sample_size(circle: CircleFacts, survey: Survey) -> int | None:
    """Return the least number of replies a satisfaction survey of a circle needs.

    The larger of the least number per community and the least share of residents, rounded up;
    ``None`` where the document asks for neither.
    """
    needs = []
    if survey.min_per_community is not None:
        needs.append(survey.min_per_community * max(circle.communities, 1))
    if survey.min_share_of_residents is not None:
        needs.append(ceil(Fraction(survey.min_share_of_residents) * circle.residents))
    return max(needs, default=None)


def _sum(values: object) -> Decimal:
    return Decimal(int(values.sum()))  # type: ignore[attr-defined]
