"""Scenario → Instance: the planning problem as frozen integer arrays."""

from placement.instance.card import Bool, CardFacts, GradeFacts, Int, RequirementFacts
from placement.instance.facts import (
    PLAIN_CARD,
    AwardFacts,
    Instance,
    LineFacts,
    OptionFacts,
    Stage,
    TargetFacts,
    TermLimit,
    TierNeeds,
)

__all__ = [
    "PLAIN_CARD",
    "AwardFacts",
    "Bool",
    "CardFacts",
    "GradeFacts",
    "Instance",
    "Int",
    "LineFacts",
    "OptionFacts",
    "RequirementFacts",
    "Stage",
    "TargetFacts",
    "TermLimit",
    "TierNeeds",
]
