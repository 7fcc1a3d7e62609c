"""The whole instance as one mixed-integer program, solved stage by stage.

Stage ``n`` minimises its term subject to one integer row per earlier stage that keeps its value.
All terms are integers, so a stage is proven as soon as value and bound differ by less than one.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace

import numpy as np

from placement.engine.control.settings import USUAL, Settings
from placement.engine.control.watch import StoppedError, Watch
from placement.engine.plans.decisions import Decisions
from placement.engine.plans.evaluation import Evaluation, evaluate
from placement.engine.plans.outcome import Outcome, StageOutcome
from placement.engine.solver.compile import Float, SparseModel
from placement.engine.solver.fixing import find_fixings
from placement.engine.solver.highs import Highs
from placement.engine.solver.session import MipResult
from placement.engine.solver.stating import (
    JUST_UNDER_ONE,
    shown_factor,
    state_stage,
    status_of,
    trivial_bound,
    unsolved,
)
from placement.engine.solver.translate import (
    Columns,
    read_decisions,
    state_model,
    write_decisions,
)
from placement.engine.whole.known import Known
from placement.instance import Instance, Int, Stage

MOST_REPAIRS = 20


@dataclass
class WholeModel:
    """A compiled instance in HiGHS with the incumbent of the solve so far.

    Attributes
    ----------
    holds_best
        False when tiers are fixed that the incumbent need not hold: then there may be no plan at all.
    known
        Lower bounds of stages that hold of the instance.
    """

    instance: Instance
    sparse: SparseModel
    columns: Columns
    highs: Highs
    best: Decisions
    value: Evaluation
    settings: Settings
    holds_best: bool = True
    known: Known = field(default_factory=Known)
    notes: list[str] = field(default_factory=list)
    has_failed: bool = False

    @staticmethod
    def build(instance: Instance, start: Decisions, settings: Settings, watch: Watch) -> WholeModel:
        """Build and compile the model, to be solved under the watch's guard; ``start`` must be feasible.

        Raises
        ------
        StoppedError
            If the work should end meanwhile.
        """
        stated = state_model(instance, watch)
        sparse = stated.compiled.sparse
        return WholeModel(
            instance,
            sparse,
            stated.columns,
            Highs(sparse, settings.highs, watch.guard),
            start,
            evaluate(instance, start),
            settings,
        )

    def solve_stage(self, n: int, watch: Watch) -> StageOutcome:
        """Solve one stage from the incumbent, keep the better plan, and fix the stage's value.

        Whether it is proven is told when all stages are done.
        """
        stage = self.instance.stages[n]
        value, cost = self.value.minimised(stage), self.sparse.minimised(stage)
        trivial = float(trivial_bound(self.instance, self.sparse, stage))
        bound = max(trivial, self.known.bound(n, self.value.rank(self.instance)))
        if value - bound >= 1 and not watch.over:
            if bound > trivial:
                self.highs.add_row(bound, np.inf, cost)
            bound = max(bound, self.improve(cost, watch, JUST_UNDER_ONE))
            value = self.value.minimised(stage)
        self.keep(stage, value, watch)
        return state_stage(stage, value, bound)

    def keep(self, stage: Stage, value: int, watch: Watch) -> None:
        """Keep a stage's value in all later ones, and fix what cannot move without losing it."""
        cost = self.sparse.minimised(stage)
        last = stage is self.instance.stages[-1]
        if self.settings.ideas.reduced_cost_fixing and not last and not watch.over:
            self.highs.set_objective(cost)
            duals = self.highs.relaxed_duals(watch)
            self._note_loss()
            if duals is not None:
                is_integer = self.sparse.is_integer
                _, fixing = find_fixings(cost, self.highs.rows(), duals, is_integer, value)
                self.highs.fix(fixing.columns, fixing.values)
        self.highs.add_row(-np.inf, value, cost)

    def fix_tiers(self, held: Int) -> None:
        """Fix which tiers are held; what is built stays free."""
        where, what = write_decisions(self.columns, replace(self.best, held=held))
        tiers = np.isin(where, self.columns.held[:, 0])
        self.highs.fix(where[tiers], what[tiers].astype(float))
        self.forget_best()

    def forget_best(self) -> None:
        """Go on as if there was no incumbent: this part of the instance need not hold it."""
        ideas = self.settings.ideas.without("offer_start", "reduced_cost_fixing")
        self.settings = replace(self.settings, ideas=ideas)
        self.holds_best = False

    def improve(self, cost: Float, watch: Watch, absolute_gap: float) -> float:
        """Minimise ``cost @ x`` and keep the best plan by stages; plans the exact evaluation refuses are cut off.

        Returns
        -------
        float
            Lower bound; infinite where HiGHS proves that there is no plan and the incumbent is none either.
        """
        self.highs.set_objective(cost)
        for _ in range(MOST_REPAIRS):
            if self.settings.ideas.offer_start:
                self._offer_best()
            result = self.highs.run(
                watch,
                absolute_gap=absolute_gap,
                relative_gap=self.settings.gap,
                time_limit_s=watch.remaining_s,
            )
            refused = self._take(result)
            self._note_loss()
            if result.status == "lost":
                self.has_failed = True
                return result.bound
            if result.status == "infeasible" and not self.holds_best:
                return math.inf
            if result.status in {"infeasible", "failed"}:
                # The incumbent is feasible and HiGHS was given it, so this answer is a solver defect.
                self.notes.append(f"HiGHS: {result.message}; bound not used")
                self.has_failed = True
                return -math.inf
            if refused is None or watch.over:
                return result.bound
            self._cut_off(refused)
        return result.bound

    def _note_loss(self) -> None:
        if self.highs.lost:
            self.notes.append(f"HiGHS: {self.highs.lost}")

    def _offer_best(self) -> None:
        missing = [self.value.shortfall[target.id] for target in self.instance.targets]
        if self.best.is_idle and not any(missing):
            return  # all columns are zero: HiGHS tries that itself, and faster
        where, what = write_decisions(self.columns, self.best)
        self.highs.start_from(
            np.concatenate([where, self.columns.shortfall]), np.concatenate([what, missing])
        )

    def _take(self, result: MipResult) -> Decisions | None:
        """Adopt a better feasible plan; return the plan when exact arithmetic refuses it."""
        if result.values is None:
            return None
        found = read_decisions(self.instance, self.columns, result.values)
        value = evaluate(self.instance, found)
        if not value.feasible:
            return found
        if value.rank(self.instance) < self.value.rank(self.instance):
            self.best, self.value = found, value
        return None

    def _cut_off(self, refused: Decisions) -> None:
        """Exclude exactly these built options and tiers (a no-good cut)."""
        where, what = write_decisions(self.columns, refused)
        row = np.zeros(self.sparse.matrix.shape[1])
        row[where] = np.where(what > 0, 1.0, -1.0)
        self.highs.add_row(-np.inf, float(what.sum()) - 1.0, row)


def solve_whole(
    instance: Instance,
    start: Decisions,
    watch: Watch,
    settings: Settings = USUAL,
    *,
    held: Int | None = None,
    known: Known | None = None,
) -> Outcome:
    """Solve an instance as one model, stage by stage, from a feasible start.

    Parameters
    ----------
    held
        Tiers by circle and year to fix, shape ``(C, T)``; the start need not hold them. Bounds are then of
        plans that do.
    known
        Lower bounds of stages that hold of the instance.

    Returns
    -------
    Outcome
        Never worse than ``start``.
    """
    watch.enter("build")
    try:
        model = WholeModel.build(instance, start, settings, watch)
    except StoppedError:
        return unsolved(instance, start, watch)
    model.known = known or Known()
    if held is not None:
        model.fix_tiers(held)
    final = _solve_stages(model, watch)
    return Outcome(
        status=status_of(final, watch, settings.gap),
        decisions=model.best,
        stages=final,
        source="mip",
        model_size=model.sparse.size,
        notes=tuple(model.notes),
    )


def _solve_stages(model: WholeModel, watch: Watch) -> tuple[StageOutcome, ...]:
    """Solve the stages in turn, each with those before it kept."""
    instance = model.instance
    stages = []
    for n, stage in enumerate(instance.stages):
        watch.enter(f"stage {n + 1} {stage.term}", shown_factor(instance, stage))
        stages.append(model.solve_stage(n, watch))
    # Only now: a later stage may have found a plan that is better in an earlier one, too.
    final = tuple(stage.restated(model.value.terms[stage.term]) for stage in stages)
    model.notes += [
        f"HiGHS: the bound of stage {stage.term} is beaten by the plan; bound not used"
        for stage, last in zip(stages, final, strict=True)
        if model.holds_best and stage.bound is not None and last.bound is None
    ]
    return final
