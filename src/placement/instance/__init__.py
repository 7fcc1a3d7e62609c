"""Scenario → Instance: the planning problem as frozen integer arrays."""

from placement.instance.card import Bool, CardFacts, GradeFacts, Int, RequirementFacts
from placement.instance.facts import (
    ANY,
    NOTHING,
    PLAIN_CARD,
    UNLIMITED,
    AwardFacts,
    Instance,
    LineFacts,
    OptionFacts,
    Stage,
    TermLimit,
    TierNeeds,
)
from placement.instance.limits import Limits
from placement.instance.targets import TargetFacts

__all__ = [
    "ANY",
    "NOTHING",
    "PLAIN_CARD",
    "UNLIMITED",
    "AwardFacts",
    "Bool",
    "CardFacts",
    "GradeFacts",
    "Instance",
    "Int",
    "Limits",
    "LineFacts",
    "OptionFacts",
    "RequirementFacts",
    "Stage",
    "TargetFacts",
    "TermLimit",
    "TierNeeds",
]
