"""A scenario: policy, tables, horizon, money, goals and locks of one question to the planner."""

from placement.scenario.checks import check_output_path
from placement.scenario.json_schema import scenario_json_schema
from placement.scenario.model import (
    BudgetLine,
    Locks,
    Pin,
    PremisesLock,
    Scenario,
    SolverSettings,
    Stage,
    Target,
    Walking,
)
from placement.scenario.objectives import PRESETS, TERMS
from placement.scenario.reader import read_document, read_scenario

__all__ = [
    "PRESETS",
    "TERMS",
    "BudgetLine",
    "Locks",
    "Pin",
    "PremisesLock",
    "Scenario",
    "SolverSettings",
    "Stage",
    "Target",
    "Walking",
    "check_output_path",
    "read_document",
    "read_scenario",
    "scenario_json_schema",
]
