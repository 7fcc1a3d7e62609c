"""The rules a run was made under, as prints: equal prints, equal rules.

Whoever puts runs side by side sees from them which rules differ, without the files the runs were made from.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from pydantic import BaseModel

from placement.scenario.model import Scenario

DIGITS = 16
WORDS = frozenset({"name", "note", "source", "default_reason"})


def rules_record(scenario: Scenario) -> dict[str, Any]:
    """Return a print of each group of rules and of every programme by id, how budget lines move money, and locks.

    Names, notes and sources are not rules.
    """
    policy = scenario.policy
    operators = {
        "payback_years": scenario.payback_years,
        "least_aid_share": scenario.least_aid_share,
        "largest_oversize": scenario.largest_oversize,
        "aid_take_up": scenario.aid_take_up,
    }
    groups: dict[str, Any] = {
        "rubric": (policy.rubric, sorted(policy.kinds), scenario.invisible_kinds),
        "tiers": policy.tiers,
        "recognition": (policy.recognition, dict(scenario.reviews), scenario.allow_upgrades),
        "walking": (policy.limits, asdict(scenario.walking)),
        "premises": policy.premises,
        "operators": operators,
    }
    return {
        **{name: _print(rules) for name, rules in groups.items()},
        "programmes": {p.id: _print(p) for p in sorted(scenario.programmes, key=lambda p: p.id)},
        "budgets": _budgets(scenario),
        "locks": _locks(scenario),
    }


def _budgets(scenario: Scenario) -> dict[str, dict[str, Any]]:
    """Return which budget lines carry over and which others they help out, by id as published."""
    found: dict[str, dict[str, Any]] = {}
    for line in scenario.budgets:
        rule = {"carries_over": line.carry_over, "helps": sorted(line.transfer_to)}
        found.setdefault(line.budget_id, rule)
    return found


def _locks(scenario: Scenario) -> dict[str, Any]:
    """Return what is decided beforehand, by ids."""
    locks = scenario.locks
    return {
        "premises_in": {p: asdict(locks.premises_in[p]) for p in sorted(locks.premises_in)},
        "premises_out": sorted(locks.premises_out),
        "circles": {c: asdict(locks.circles[c]) for c in sorted(locks.circles)},
        "circles_out": sorted(locks.circles_out),
    }


def _print(rules: Any) -> str:
    text = json.dumps(_bare(rules), ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:DIGITS]


def _bare(rules: Any) -> Any:
    """Return rules as plain values without words."""
    if isinstance(rules, BaseModel):
        return _bare(rules.model_dump(mode="json"))
    if isinstance(rules, Mapping):
        return {
            str(key): _bare(value)
            for key, value in rules.items()
            if key not in WORDS or not isinstance(value, (str, Mapping))
        }
    return [_bare(value) for value in rules] if isinstance(rules, (list, tuple)) else rules
