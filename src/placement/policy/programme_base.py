"""What programmes have in common: all of them, those that pay in time, those that pay for measures (C31–C40)."""

from __future__ import annotations

from typing import Literal

from placement.policy.base import EntryId, Id, Name, Record, Share, Source
from placement.policy.terms import (
    Clawback,
    Eligible,
    Fits,
    Instalment,
    Matching,
    Payer,
    Quota,
    StackingLimit,
    Window,
)


class Reduction(Fits):
    """Part of the payment that is left for some works, such as half for franchised stores (C27)."""

    share: Share
    """按比例支付 · share that is paid."""


class BaseProgramme(Record):
    """What every programme says."""

    id: EntryId
    name: Name
    """补贴项目名称 · name of the programme."""
    payers: tuple[Payer, ...] = ()
    """由哪些资金渠道承担（比例合计为1） · budget lines that pay; shares sum to 1."""
    amount_is_ceiling: bool = False
    """“不超过”：金额为上限，实际可更低；仅作说明，金额按上限计 · the amount is a ceiling ("not more than");
    information only: the ceiling itself is what is paid."""
    amount_unstated: bool = False
    """文件没有写金额；此处的数字待情景给出 · the document states no amount; the scenario is to give it."""
    source: Source = Source()
    """条款与原文 · clause and original wording."""


class PaidProgramme(BaseProgramme):
    """A programme that pays to somebody: in which years, and when."""

    windows: tuple[Window, ...] = ()
    """有效年份；不写则整个规划期 · years in which it runs; none = always."""
    schedule: tuple[Instalment, ...] = ()
    """分期拨付（比例合计为1）；不写则当年一次付清 · instalments; none = all in the year that earns it."""
    clawback: Clawback | None = None
    """退回规定 · clawback."""
    quotas: tuple[Quota, ...] = ()
    """名额与总额；有名额的项目由方案决定给谁，不视为应得 · quotas and pools; with a quota the plan decides who
    gets the aid, it is not owed to everybody."""


class MeasureProgramme(PaidProgramme):
    """A programme that pays for measures: works on premises and outlets, the raising of judged lines."""

    eligible: Eligible = Eligible()
    """准入条件 · who and what it is for."""
    need: Literal["always", "if_not_viable"] = "always"
    """一律补，或仅补无补贴则不能维持经营的 · always, or only where the operator is not viable without it."""
    stacking: Id | None = None
    """同组项目只能享受一项 · of a group only one may be taken."""
    stacking_limit: StackingLimit | None = None
    """叠加限制 · limits on aid together."""
    matching: Matching | None = None
    """上下级配套 · matching."""
    reductions: tuple[Reduction, ...] = ()
    """折减（如外地企业减半）；取第一条相符的 · reductions such as half for others; the first that fits counts."""
