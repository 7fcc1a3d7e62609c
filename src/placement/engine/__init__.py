"""How the planning problem is solved: greedy floor, whole MIP by stages, branch and price, neighbourhood search.

What other rooms may use is listed here and imported from here; where it lives is the engine's own business. A name
is loaded when it is asked for, so that a process which only watches does not wait for the modelling language.
Benchmarks, which state and read models themselves, use :mod:`placement.engine.solver` besides.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from placement.engine.city.records import BlockRecord as BlockRecord
    from placement.engine.city.records import as_values as as_values
    from placement.engine.city.records import from_values as from_values
    from placement.engine.city.repair import repaired as repaired
    from placement.engine.city.search import search as search
    from placement.engine.city.spreading import spread as spread
    from placement.engine.control.ideas import EVERY_IDEA as EVERY_IDEA
    from placement.engine.control.ideas import IDEA_TEXTS as IDEA_TEXTS
    from placement.engine.control.ideas import Ideas as Ideas
    from placement.engine.control.settings import Settings as Settings
    from placement.engine.control.sizes import is_one_model as is_one_model
    from placement.engine.control.watch import Progress as Progress
    from placement.engine.control.watch import Watch as Watch
    from placement.engine.control.watch import stop_on_signals as stop_on_signals
    from placement.engine.cutting.subproblem import cut_out as cut_out
    from placement.engine.office.greedy import plan_greedily as plan_greedily
    from placement.engine.plans.decisions import NEVER as NEVER
    from placement.engine.plans.decisions import Decisions as Decisions
    from placement.engine.plans.decisions import attained as attained
    from placement.engine.plans.decisions import awards_paid as awards_paid
    from placement.engine.plans.decisions import spending as spending
    from placement.engine.plans.decisions import units_by_year as units_by_year
    from placement.engine.plans.evaluation import evaluate as evaluate
    from placement.engine.plans.evaluation import is_as_good as is_as_good
    from placement.engine.plans.evaluation import is_better as is_better
    from placement.engine.plans.outcome import Outcome as Outcome
    from placement.engine.plans.outcome import StageOutcome as StageOutcome
    from placement.engine.plans.outcome import grade_of as grade_of
    from placement.engine.plans.propose import plan_of as plan_of
    from placement.engine.plans.recall import recall as recall
    from placement.engine.solve import solve_instance as solve_instance
    from placement.engine.solver.guard import guarded as guarded
    from placement.engine.starts.beginning import find_start as find_start
    from placement.engine.whole.model import solve_whole as solve_whole

HOMES = {
    "BlockRecord": "city.records",
    "as_values": "city.records",
    "from_values": "city.records",
    "repaired": "city.repair",
    "search": "city.search",
    "spread": "city.spreading",
    "EVERY_IDEA": "control.ideas",
    "IDEA_TEXTS": "control.ideas",
    "Ideas": "control.ideas",
    "Settings": "control.settings",
    "is_one_model": "control.sizes",
    "Progress": "control.watch",
    "Watch": "control.watch",
    "stop_on_signals": "control.watch",
    "cut_out": "cutting.subproblem",
    "plan_greedily": "office.greedy",
    "NEVER": "plans.decisions",
    "Decisions": "plans.decisions",
    "attained": "plans.decisions",
    "awards_paid": "plans.decisions",
    "spending": "plans.decisions",
    "units_by_year": "plans.decisions",
    "evaluate": "plans.evaluation",
    "is_as_good": "plans.evaluation",
    "is_better": "plans.evaluation",
    "Outcome": "plans.outcome",
    "StageOutcome": "plans.outcome",
    "grade_of": "plans.outcome",
    "plan_of": "plans.propose",
    "recall": "plans.recall",
    "solve_instance": "solve",
    "guarded": "solver.guard",
    "find_start": "starts.beginning",
    "solve_whole": "whole.model",
}
"""Where each public name lives."""

if not TYPE_CHECKING:

    def __getattr__(name: str) -> object:
        """Load a public name."""
        if name not in HOMES:
            message = f"module {__name__!r} has no attribute {name!r}"
            raise AttributeError(message)
        return getattr(import_module(f"{__name__}.{HOMES[name]}"), name)
