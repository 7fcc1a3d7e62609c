"""Scenario → Instance: the planning problem as frozen integer arrays."""

from placement.instance.facts import (
    AwardFacts,
    Bool,
    Instance,
    Int,
    LineFacts,
    OptionFacts,
    Stage,
    TargetFacts,
    TermLimit,
    TierNeeds,
)

__all__ = [
    "AwardFacts",
    "Bool",
    "Instance",
    "Int",
    "LineFacts",
    "OptionFacts",
    "Stage",
    "TargetFacts",
    "TermLimit",
    "TierNeeds",
]
