"""Circles that lose a tier they had by a review within the horizon (C20), and why, in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from placement.audit import Statement
from placement.audit.certificates import CircleYear, place_of
from placement.audit.gates import Gate, tier_gates
from placement.errors import Text
from placement.plain import counted, plain
from placement.scenario.model import Scenario

MOST_NAMED = 8


@dataclass(frozen=True, slots=True)
class Loss:
    """A tier taken by a review.

    Attributes
    ----------
    year
        Of the review.
    before, after
        Names of the tier it had and of what is left of it.
    short
        What the tier it had asks for and the circle does not have in that year.
    is_back
        Year in which the plan has it recognised again at the tier it had or above, 0 for never.
    """

    circle_id: str
    name: str
    district: str
    year: int
    before: str
    after: str
    short: tuple[Gate, ...]
    is_back: int


def find_losses(scenario: Scenario, statement: Statement) -> tuple[Loss, ...]:
    """Return the circles a review has taken a tier from, in the order of the audit."""
    return tuple(_losses(scenario, statement))


def _losses(scenario: Scenario, statement: Statement) -> Iterator[Loss]:
    accounts, tiers = statement.accounts, scenario.rubric.tiers
    position = {tier.id: j for j, tier in enumerate(tiers)}
    names = [plain(tier.name) for tier in tiers]
    by_circle: dict[str, list[CircleYear]] = {}
    for row in accounts.rows:
        by_circle.setdefault(row.circle_id, []).append(row)
    for circle_id in (c for c in scenario.reviews if c in by_circle):
        circle = accounts.registers.circles[circle_id]
        rows = sorted(by_circle[circle_id], key=lambda row: row.year)
        held = [position[circle["current_tier"]], *(row.held for row in rows)]
        for (before, after), row in zip(pairwise(held), rows, strict=True):
            if after < before:
                gates = tier_gates(scenario, place_of(circle), before, row.units)
                later = (r.year for r in rows if r.year > row.year and r.held >= before)
                yield Loss(
                    circle_id, plain(circle["name"]), plain(circle["district"]), row.year, names[before],
                    names[after] if after >= 0 else scenario.policy.unrated_name, gates.short, next(later, 0),
                )  # fmt: skip


def review_texts(
    scenario: Scenario, statement: Statement, run: Path | None = None
) -> tuple[Text, ...]:
    """Say what reviews take, as `loss_texts` does."""
    missed = statement.terms["target_shortfall"]
    return loss_texts(find_losses(scenario, statement), scenario, missed, run)


def loss_texts(
    losses: Sequence[Loss], scenario: Scenario, missed: int, run: Path | None = None
) -> tuple[Text, ...]:
    """Say how many circles lose a tier, which, why, and what it would take to keep them; nothing without any.

    Parameters
    ----------
    missed
        Weighted circles short of the targets.
    run
        The run directory, where it is known to whoever reads this.
    """
    if not losses:
        return ()
    rest = len(losses) - MOST_NAMED
    more = Text(f"另有 {rest} 个，见“生活圈一览”", f"{rest} more, see the list of circles")
    for_good = [loss.circle_id for loss in losses if not loss.is_back]
    return (
        _head(len(losses), scenario.policy.recognition.review_years or 0),
        *map(_loss_text, losses[:MOST_NAMED]),
        *([more] if rest > 0 else []),
        *([_keeping(for_good[0], missed, run)] if for_good else []),
    )


def _head(n: int, every: int) -> Text:
    when_zh = f"每 {every} 年复评一次" if every else "复评"
    when_en = f" every {counted(every, 'year')}" if every else ""
    who = "1 circle loses its tier or falls" if n == 1 else f"{n} circles lose their tier or fall"
    return Text(
        f"复评失去等级或降级 {n} 个（政策规定认定后{when_zh}，按当时的条件重新定级）：",
        f"{who} by review (the policy has them rated again{when_en} by what they then have):",
    )


def _loss_text(loss: Loss) -> Text:
    """Say what a circle lost, when, and what was not enough."""
    who = f"{loss.district} {loss.name}" if loss.district else loss.name
    short_zh = "、".join(f"{g.what.zh} {g.has:f}（须 {g.required:f}）" for g in loss.short)
    short_en = ", ".join(f"{g.what.en} {g.has:f} of {g.required:f}" for g in loss.short)
    # The card may suffice in the end: then the plan does not have the circle recognised again.
    why_zh = f"，{short_zh}" if loss.short else "，评分卡够，但方案没有重新认定"
    why_en = (
        f", {short_en}" if loss.short else ", its card would do, but the plan does not certify it"
    )
    back_zh = f"；{loss.is_back} 年重新认定" if loss.is_back else ""
    back_en = f"; recognised again in {loss.is_back}" if loss.is_back else ""
    return Text(
        f"{loss.year} 年 {who}（{loss.circle_id}）：{loss.before} → {loss.after}{why_zh}{back_zh}",
        f"{loss.year} {who} ({loss.circle_id}): {loss.before} → {loss.after}{why_en}{back_en}",
    )


def _keeping(circle_id: str, missed: int, run: Path | None) -> Text:
    where = Text("结果目录", "RUN") if run is None else Text(str(run), str(run))
    ask_zh = f"能否保住、怎样重新评上，须加哪些项目、多花多少、最早哪年：placement explain {where.zh} --circle {circle_id}"
    ask_en = (
        "whether one can be kept or had again, by which works, for how much and from which year on: "
        f"placement explain {where.en} --circle {circle_id}"
    )
    if missed:
        return Text(ask_zh, ask_en)
    return Text(
        f"各项任务不靠它们也已完成。{ask_zh}", f"all targets are met without them; {ask_en}"
    )
