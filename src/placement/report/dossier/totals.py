"""Control totals: whole numbers that plan.json, the CSV tables, the workbook and the page must share."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

import pandas as pd

from placement.errors import Text
from placement.money import FEN_PER_YUAN

TOTALS = {
    "projects": Text("项目数", "projects"),
    "investment_fen": Text("总投资", "investment"),
    "public_fen": Text("项目的补助", "aid for projects"),
    "certifications": Text("认定次数（提升再计一次）", "certifications, a rise counted again"),
    "circles_at_end": Text("期末有等级的生活圈", "circles with a tier at the end"),
    "residents_at_end": Text("期末有等级的圈内居民", "residents of these"),
    "targets": Text("目标任务项数", "targets"),
    "targets_short": Text("有缺口的任务项数", "targets that fall short"),
    "committed_fen": Text("资金渠道承诺金额", "committed by budget lines"),
    "paid_fen": Text("资金渠道支付金额", "paid by budget lines"),
    "payments": Text("拨付笔数", "payouts"),
    "payments_fen": Text("拨付金额", "sum of payouts"),
}


def fen_of(yuan: object) -> int:
    """Return yuan (exact decimal) as fen.

    Raises
    ------
    ValueError
        For a fraction of a fen.
    """
    fen = Decimal(str(yuan)) * FEN_PER_YUAN
    if fen != int(fen):
        message = f"a fraction of a fen: {yuan}"
        raise ValueError(message)
    return int(fen)


def control_totals(frames: Mapping[str, pd.DataFrame]) -> dict[str, int]:
    """Add up the published tables.

    Parameters
    ----------
    frames
        ``projects``, ``circles``, ``targets``, ``money`` and ``payments``, with exact yuan.
    """
    projects, circles, targets = frames["projects"], frames["circles"], frames["targets"]
    money, payments = frames["money"], frames["payments"]
    last = circles["year"].max() if len(circles) else 0
    holds = (circles["year"] == last) & (circles["tier"].fillna("").astype(str) != "")
    return {
        "projects": len(projects),
        "investment_fen": _fen(projects["investment_yuan"]),
        "public_fen": _fen(projects["public_yuan"]),
        "certifications": int(circles["newly_certified"].astype(bool).sum()),
        "circles_at_end": int(holds.sum()),
        "residents_at_end": int(circles.loc[holds, "residents"].astype(int).sum()),
        "targets": len(targets),
        "targets_short": sum(Decimal(str(missing)) > 0 for missing in targets["shortfall"]),
        "committed_fen": _fen(money["committed_yuan"]),
        "paid_fen": _fen(money["paid_yuan"]),
        "payments": len(payments),
        "payments_fen": _fen(payments["yuan"]),
    }


def _fen(values: Iterable[object]) -> int:
    return sum(fen_of(value) for value in values)
