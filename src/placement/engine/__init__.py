"""How the planning problem is solved: greedy floor, whole MIP by stages, branch and price, neighbourhood search.

What other rooms may use is listed here and imported from here; where it lives is the engine's own business. A name
is loaded when it is asked for, so that a process which only watches does not wait for the modelling language: type
checkers follow the imports below, at run time they are read as the list of what there is.
Benchmarks, which state and read models themselves, use :mod:`placement.engine.solver` besides.
"""

from __future__ import annotations

import ast
import sys
from importlib import import_module
from inspect import getsource
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from placement.engine.again import solve_again
    from placement.engine.city.records import BlockRecord
    from placement.engine.city.records_json import records_as_values, records_from_json
    from placement.engine.city.repair import repaired
    from placement.engine.city.search import search
    from placement.engine.city.spreading import spread
    from placement.engine.control.ideas import EVERY_IDEA, IDEA_TEXTS, Ideas
    from placement.engine.control.reserve import reserved
    from placement.engine.control.settings import Settings
    from placement.engine.control.sizes import is_one_model, is_soon_repeated
    from placement.engine.control.watch import Progress, Watch, stop_on_signals
    from placement.engine.cutting.subproblem import cut_out
    from placement.engine.office.greedy import plan_greedily
    from placement.engine.plans.decisions import (
        NEVER,
        Decisions,
        attained,
        attained_by,
        awards_paid,
        spending,
        units_by_year,
    )
    from placement.engine.plans.evaluation import evaluate, is_as_good, is_better
    from placement.engine.plans.outcome import Outcome, StageOutcome, grade_of
    from placement.engine.plans.propose import plan_of
    from placement.engine.plans.recall import recall
    from placement.engine.solve import solve_instance
    from placement.engine.solver.guard import guarded
    from placement.engine.starts.beginning import find_start
    from placement.engine.whole.model import solve_whole


def _homes() -> dict[str, str]:
    """Return the module of each public name."""
    return {
        alias.name: node.module
        for node in ast.walk(ast.parse(getsource(sys.modules[__name__])))
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith(__name__)
        for alias in node.names
    }


HOMES = _homes()
"""Where each public name lives."""

if not TYPE_CHECKING:

    def __getattr__(name: str) -> object:
        """Load a public name."""
        if name not in HOMES:
            message = f"module {__name__!r} has no attribute {name!r}"
            raise AttributeError(message)
        return getattr(import_module(HOMES[name]), name)
