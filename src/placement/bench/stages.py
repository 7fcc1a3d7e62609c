"""Stages of a plan as rows of results hold them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from placement.engine import Decisions, StageOutcome, evaluate
from placement.instance import Instance
from placement.money import FEN_PER_YUAN
from placement.planner import MONEY_TERMS, in_audited_unit


def stages_of(instance: Instance, decisions: Decisions) -> tuple[StageOutcome, ...]:
    """Return the stages of a plan nothing else is known about."""
    terms = evaluate(instance, decisions).terms
    return tuple(
        StageOutcome(s.term, s.maximise, terms[s.term], None, proven=False) for s in instance.stages
    )


def as_row(instance: Instance, stage: StageOutcome) -> dict[str, Any]:
    """Return a stage in the audit's units: money in fen."""
    bound = None if stage.bound is None else in_audited_unit(instance, stage.term, stage.bound)
    return {
        "term": stage.term,
        "maximise": stage.maximise,
        "value": in_audited_unit(instance, stage.term, stage.value),
        "bound": bound,
        "proven": stage.proven,
    }


def as_read(stage: Mapping[str, Any]) -> dict[str, Any]:
    """Return a stage of a published run, money there in yuan, as `as_row` does."""
    unit = FEN_PER_YUAN if stage["term"] in MONEY_TERMS else 1
    value, bound = (
        None if n is None else round(n * unit) for n in (stage["value"], stage["bound"])
    )
    return {
        "term": stage["term"],
        "maximise": stage["sense"] == "max",
        "value": value,
        "bound": bound,
        "proven": stage["proven"],
    }
