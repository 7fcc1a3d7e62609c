"""A mixed-integer program over some options of an instance, complete in itself so that any process can solve it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from placement.engine.control.settings import Settings, second_opinion
from placement.engine.control.watch import Effort, Watch
from placement.engine.plans.decisions import Decisions
from placement.engine.plans.evaluation import evaluate
from placement.engine.solver.compile import Float, SparseModel
from placement.engine.solver.highs import Highs
from placement.engine.solver.translate import Columns
from placement.engine.whole.model import WholeModel
from placement.instance import Instance

FOUND_AFTER_ALL = "HiGHS: a program it had called infeasible has a plan; the plan is used"


@dataclass(frozen=True)
class Answer:
    """What solving a program showed.

    Attributes
    ----------
    bound
        No plan of the program has a lower value; infinite where it has no plan.
    plan
        A plan better than the one the program came with, ``None`` without one.
    is_lost
        There is no answer: the process that was to give it died, or was ended because it did not answer.
    has_failed
        The solver gave up for a reason that more time does not cure.
    """

    bound: float
    plan: Decisions | None = None
    notes: tuple[str, ...] = ()
    effort: Effort = field(default_factory=Effort)
    is_lost: bool = False
    has_failed: bool = False


@dataclass(frozen=True)
class Program:
    """Minimise ``cost @ x`` over some columns of an instance's model.

    Attributes
    ----------
    columns
        Where the decisions stand among the columns of ``sparse``.
    kept
        Rows ``coefficients @ x <= most`` that keep earlier stages.
    best
        The plan to beat, stage by stage; it need not be one of the program.
    close_enough
        Difference to the best possible value at which the search may stop.
    needs_proof
        What is shown of it is to hold for certain; a look for plans needs no second opinion.
    """

    instance: Instance
    sparse: SparseModel
    columns: Columns
    cost: Float
    kept: tuple[tuple[Float, float], ...]
    best: Decisions
    settings: Settings
    close_enough: float
    needs_proof: bool

    def solve(self, watch: Watch) -> Answer:
        """Solve within the limits of a watch; that there is no plan counts only when said twice."""
        first = self._ask(watch, self.settings.highs)
        if first.bound < math.inf or not self.needs_proof:
            return first
        second = self._ask(watch, second_opinion(self.settings.highs))
        effort = Effort(
            first.effort.nodes + second.effort.nodes,
            first.effort.lp_iterations + second.effort.lp_iterations,
        )
        notes = second.notes if second.plan is None else (*second.notes, FOUND_AFTER_ALL)
        return replace(second, notes=notes, effort=effort)

    def otherwise(self) -> Program:
        """Return the program to be solved once more, with other options, where an answer was lost."""
        return replace(self, settings=self.settings.otherwise())

    def _ask(self, watch: Watch, options: Mapping[str, object]) -> Answer:
        before = watch.effort.nodes, watch.effort.lp_iterations
        model = WholeModel(
            self.instance,
            self.sparse,
            self.columns,
            Highs(self.sparse, options, watch.guard),
            self.best,
            evaluate(self.instance, self.best),
            replace(self.settings, gap=0.0),
        )
        model.forget_best()
        for coefficients, most in self.kept:
            model.highs.add_row(-np.inf, most, coefficients)
        bound = model.improve(self.cost, watch, self.close_enough)
        nodes, iterations = watch.effort.nodes - before[0], watch.effort.lp_iterations - before[1]
        found = None if model.best is self.best else model.best
        effort = Effort(nodes, iterations)
        return Answer(bound, found, tuple(model.notes), effort, has_failed=model.has_failed)
