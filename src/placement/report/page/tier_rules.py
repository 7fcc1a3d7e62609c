"""What every tier asks for, in a sentence each."""

from __future__ import annotations

from collections.abc import Iterator

from placement.plain import number, percent, plain
from placement.policy.rubric import Tier
from placement.report.dossier import Dossier

KINDS_ZH = "业态"


def tier_rules(dossier: Dossier) -> list[str]:
    """Return what the tiers ask for, highest first."""
    say = dossier.say
    return [
        f"{dossier.tier_name(tier.id)}{say('：', ': ')}{say('，', ', ').join(_gates(dossier, tier))}"
        for tier in reversed(dossier.scenario.rubric.tiers)
    ]


def _gates(dossier: Dossier, tier: Tier) -> Iterator[str]:
    """Yield what a tier asks for: a score where one is asked at all, kinds, shares, another table's word."""
    rubric, say = dossier.scenario.rubric, dossier.say
    if tier.lowest_steps > 0:
        sign = "≥" if tier.score_min_inclusive else ">"
        named = len(rubric.tables) > 1
        score = plain(rubric.tables[tier.table].name) if named else say("得分", "score")
        yield f"{score} {sign} {number(rubric.points(tier.score_min_steps))}"
    classes = dict(zip(rubric.kind_classes, dossier.kind_classes, strict=True))
    for kind_class, n in tier.kind_gates.items():
        name = classes[kind_class]
        yield say(f"{name.removesuffix(KINDS_ZH)}业态 ≥ {n} 种", f"kinds of {name} ≥ {n}")
    for share in tier.shares:
        least = say("，", ", ").join(
            f"{f'{area_class} ' if area_class else ''}≥ {percent(of)}"
            for area_class, of in share.by_class(say("其他", "elsewhere"))
        )
        yield f"{plain(share.name)} {least}"
    if tier.confirmed_by is not None:
        table, steps = tier.confirmed_by
        yield f"{plain(rubric.tables[table].name)} ≥ {number(rubric.points(steps))}"
