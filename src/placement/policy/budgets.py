"""Budget lines 资金渠道 a policy document names (C38)."""

from __future__ import annotations

from typing import Literal

from placement.policy.base import Id, Name, Record, Source


class BudgetRule(Record):
    """A budget line the document names; its yearly caps belong to the scenario (C38).

    Every line is public money. What owners and operators carry themselves is the part of the investment
    that no programme pays.
    """

    name: Name
    """名称 · name."""
    level: Literal["central", "province", "city", "district", "street"]
    """层级 · level of government."""
    purpose: str = ""
    """专款用途，只作说明，不参与计算 · earmark; a label only, not used in any calculation."""
    carry_over: bool = False
    """结余可结转下年 · what is left carries over."""
    transfer_to: tuple[Id, ...] = ()
    """可调剂到哪些渠道 · lines it may be transferred to."""
    source: Source = Source()
    """条款与原文 · clause and original wording."""
