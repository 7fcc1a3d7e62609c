"""Where no room is left: targets that are missed or just met, budget lines that are nearly used up."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from placement.plain import number
from placement.report.dossier import Dossier
from placement.report.dossier.model import BudgetFacts
from placement.report.page.wording import place_name, wan
from placement.report.speaker import Speaker
from placement.report.target_tables import TargetFacts

USED_UP = Fraction(95, 100)
MOST_LINES = 30


@dataclass(frozen=True, slots=True)
class RoomPart:
    """One list, or what to say when it is empty."""

    title: str
    lines: tuple[str, ...]
    none: str


def room_parts(dossier: Dossier) -> list[RoomPart]:
    """Return missed targets, targets just met, and budget lines with little or nothing left."""
    say = dossier.say
    short = [t for t in dossier.targets if t.shortfall > 0]
    just = [t for t in dossier.targets if t.binding and t.shortfall <= 0]
    full = [b for b in dossier.budgets if is_used_up(b)]
    percent = int(USED_UP * 100)
    return [
        RoomPart(
            say("没有完成的任务", "Targets missed"),
            _first([_missed(t, say) for t in short], say),
            say("没有：全部任务完成。", "None: all are met."),
        ),
        RoomPart(
            say("刚好完成的任务（少一个就不够）", "Targets just met (one fewer would miss)"),
            _first([_head(t, say) + number(t.required) for t in just], say),
            say("没有：其余任务都有余量。", "None: all others have room.")
            if short
            else say("没有：各项任务都有余量。", "None: all have room."),
        ),
        RoomPart(
            say(
                f"用完或只余不到 {100 - percent} % 的资金渠道",
                f"Budget lines used up, or with no more than {100 - percent} % left",
            ),
            _first([_used(b, say) for b in full], say),
            say(
                f"没有：各渠道的结余都在 {100 - percent} % 以上。",
                f"None: every line has more than {100 - percent} % left.",
            ),
        ),
    ]


def is_used_up(budget: BudgetFacts) -> bool:
    """Tell whether a line with money has little or nothing left in its year."""
    most = budget.available_fen or 0
    return most > 0 and budget.committed_fen >= USED_UP * most


def _head(target: TargetFacts, say: Speaker) -> str:
    place = place_name(target.place, say)
    return say(
        f"{place} {target.year} 年 {target.group}：", f"{place}, {target.year}, {target.group}: "
    )


def _missed(target: TargetFacts, say: Speaker) -> str:
    missing, required, planned = map(number, (target.shortfall, target.required, target.planned))
    return _head(target, say) + say(
        f"缺 {missing}（任务 {required}，计划 {planned}）",
        f"{missing} short (required {required}, planned {planned})",
    )


def _used(budget: BudgetFacts, say: Speaker) -> str:
    where = f"·{budget.district}" if budget.district else ""
    committed, most, left = map(wan, (budget.committed_fen, budget.available_fen, budget.left_fen))
    return say(
        f"{budget.year} 年 {budget.line}{where}：承诺 {committed}，可用 {most}，余 {left} 万元",
        f"{budget.year} {budget.line}{where}: {committed} of {most} committed, {left} left (10,000 yuan)",
    )


def _first(lines: list[str], say: Speaker) -> tuple[str, ...]:
    rest = len(lines) - MOST_LINES
    if rest <= 0:
        return tuple(lines)
    return (*lines[:MOST_LINES], say(f"另有 {rest} 项，见 plan.xlsx", f"{rest} more in plan.xlsx"))
