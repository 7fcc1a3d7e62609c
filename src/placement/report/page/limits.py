"""What binds: targets that are missed or just met, budget lines that are used up."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from placement.report.dossier import Dossier
from placement.report.dossier.model import BudgetFacts
from placement.report.page.wording import number, wan
from placement.report.target_tables import TargetFacts

USED_UP = Fraction(95, 100)
MOST_LINES = 30


@dataclass(frozen=True, slots=True)
class BindingPart:
    """One list, or what to say when it is empty."""

    title: str
    lines: tuple[str, ...]
    none: str


def binding_parts(dossier: Dossier) -> list[BindingPart]:
    """Return missed targets, targets just met, and budget lines with little or nothing left."""
    short = [t for t in dossier.targets if t.shortfall > 0]
    just = [t for t in dossier.targets if t.binding and t.shortfall <= 0]
    full = [b for b in dossier.budgets if is_used_up(b)]
    return [
        BindingPart("没有完成的任务", _first([_missed(t) for t in short]), "没有：全部任务完成。"),
        BindingPart(
            "刚好完成的任务（少一个就不够）",
            _first([f"{_place(t)} {t.year} 年 {t.group}：{number(t.required)}" for t in just]),
            "没有：各项任务都有余量。",
        ),
        BindingPart(
            f"用到上限 {int(USED_UP * 100)} % 以上的资金渠道",
            _first([_used(b) for b in full]),
            f"没有：各渠道的结余都在 {100 - int(USED_UP * 100)} % 以上。",
        ),
    ]


def is_used_up(budget: BudgetFacts) -> bool:
    """Tell whether a line with money has little or nothing left in its year."""
    most = budget.available_fen or 0
    return most > 0 and budget.committed_fen >= USED_UP * most


def _missed(target: TargetFacts) -> str:
    return (
        f"{_place(target)} {target.year} 年 {target.group}：缺 {number(target.shortfall)}"
        f"（任务 {number(target.required)}，计划 {number(target.planned)}）"
    )


def _place(target: TargetFacts) -> str:
    return target.place or "全市"


def _used(budget: BudgetFacts) -> str:
    where = f"·{budget.district}" if budget.district else ""
    return (
        f"{budget.year} 年 {budget.line}{where}：承诺 {wan(budget.committed_fen)}，"
        f"可用 {wan(budget.available_fen)}，余 {wan(budget.left_fen)} 万元"
    )


def _first(lines: list[str]) -> tuple[str, ...]:
    rest = len(lines) - MOST_LINES
    return (*lines[:MOST_LINES], f"另有 {rest} 项，见 plan.xlsx") if rest > 0 else tuple(lines)
