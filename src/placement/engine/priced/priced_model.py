"""An instance with its relaxation over priced options, and programs over parts of it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
import scipy.sparse as sp

from placement.engine.control.settings import Settings
from placement.engine.control.watch import Watch
from placement.engine.plans.decisions import NEVER, Decisions
from placement.engine.plans.evaluation import evaluate, is_better
from placement.engine.plans.outcome import Outcome, Trade
from placement.engine.priced.branching import WHOLE
from placement.engine.priced.goal import Goal, find_goal
from placement.engine.priced.option_columns import NONE, OptionColumns, cheapest_per_line
from placement.engine.priced.restricted import INFINITY, Relaxed, RestrictedModel
from placement.engine.priced.slicing import slice_columns
from placement.engine.solver.compile import Compiled, Float, row_factors
from placement.engine.solver.fixing import MARGIN, Rows, safe_bound
from placement.engine.solver.stating import JUST_UNDER_ONE, state_stage, status_of
from placement.engine.solver.translate import Columns, state_model
from placement.engine.whole.program import Answer, Program
from placement.instance import Bool, Instance, Int, Stage

MOST_DIVES = 40


@dataclass
class PricedModel:
    """An instance with its priced relaxation and the best plan so far.

    Attributes
    ----------
    possible
        Options that a plan no worse than the best one may hold, shape ``(O,)``.
    bounds
        Lower bounds of the minimised terms, stage by stage as far as the solve has come.
    trades
        What the duals of every relaxation solved show of the whole instance, whatever was ruled out.
    everything
        Rows and column bounds with nothing ruled out and no stage kept.
    """

    instance: Instance
    compiled: Compiled
    model: RestrictedModel
    factors: Float
    best: Decisions
    settings: Settings
    columns: Columns
    bounds: list[float] = field(default_factory=list)
    trades: list[Trade] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    possible: Bool = field(init=False)
    everything: Rows = field(init=False)
    last_relaxed: int = 0
    priced_next: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        """Start with everything possible."""
        self.possible = np.ones(self.instance.n_options, dtype=bool)
        self.everything = self.model.rows

    @staticmethod
    def build(
        instance: Instance, start: Decisions, watch: Watch, settings: Settings
    ) -> PricedModel:
        """State and compile the whole model; ``start`` must be feasible.

        Raises
        ------
        StoppedError
            If the work should end meanwhile.
        """
        stated = state_model(instance, watch)
        built, compiled = stated.built, stated.compiled
        sparse = compiled.sparse
        kept = sp.csr_matrix(np.array([sparse.minimised(stage) for stage in instance.stages]))
        factors = row_factors(kept.tocsc())
        free = np.full(len(instance.stages), np.inf)
        rows = Rows(
            sp.vstack([sparse.matrix, sp.diags(factors) @ kept], format="csr"),
            np.append(sparse.row_lower, -free),
            np.append(sparse.row_upper, free),
            sparse.col_lower,
            sparse.col_upper,
        )
        options = OptionColumns.find(instance, built, compiled, rows)
        model = RestrictedModel(rows, options, np.zeros(len(sparse.col_lower)), watch)
        model.activate(np.flatnonzero(start.start != NEVER))
        model.activate(cheapest_per_line(instance, built))
        return PricedModel(instance, compiled, model, factors, start, settings, stated.columns)

    def value(self, stage: Stage) -> int:
        """Value of the best plan in the stage's minimised sense."""
        return evaluate(self.instance, self.best).minimised(stage)

    def note(self, n: int, bound: float) -> None:
        """Keep a bound of stage ``n``, and offer what is known by now."""
        self.bounds[n:] = [bound]
        self.model.watch.offer(self.outcome())

    def outcome(self) -> Outcome:
        """State the best plan and what is known of every stage."""
        instance = self.instance
        terms = evaluate(instance, self.best).terms
        unknown = [-INFINITY] * (len(instance.stages) - len(self.bounds))
        stages = tuple(
            state_stage(stage, self.value(stage), bound).restated(terms[stage.term])
            for stage, bound in zip(instance.stages, [*self.bounds, *unknown], strict=True)
        )
        return Outcome(
            status=status_of(stages, self.model.watch, self.settings.gap),
            decisions=self.best,
            stages=stages,
            source="mip",
            model_size=self.compiled.sparse.size,
            notes=tuple(self.notes),
            trades=tuple(self.trades),
        )

    def goal(self, n: int) -> Goal:
        """Return what is searched for in stage ``n``."""
        options = self.options_started
        sites = np.where(options == NONE, NONE, self.instance.options.site[options])
        return find_goal(self.instance, self.compiled.sparse, n, sites)

    @property
    def options_started(self) -> Int:
        """Option that each column starts, ``NONE`` for all others."""
        return np.where(self.model.options.is_built, self.model.options.option, NONE)

    def relax(self, n: int, kept: list[int], goal: Goal | None = None) -> Relaxed:
        """Solve the relaxation of stage ``n``, or of its goal, with the stages before it kept at the values given.

        Only options that are given up now are left out, whatever was left out of the relaxation before.
        """
        rows, first = self.everything, self._first_kept
        upper = rows.upper.copy()
        upper[first : first + len(kept)] = np.array(kept) * self.factors[: len(kept)]
        self.model.set_bounds(self.without_impossible(replace(rows, upper=upper)))
        self.last_relaxed = n
        if goal is None:
            self.model.set_cost(self.cost(n))
            return self._noting({n: 1.0}, self.model.solve())
        self.model.set_cost(goal.cost)
        weights = {n: goal.weight, n + 1: goal.share} if goal.share else {n: goal.weight}
        return self._noting(weights, self.model.solve())

    def relax_priced(self, n: int, price: float) -> Relaxed:
        """Relax stage ``n`` with the stage before it priced instead of kept; what was ruled out is possible."""
        rows, last = self.everything, n - 1
        upper = rows.upper.copy()
        upper[self._first_kept :][:last] = np.array(self.values(last)) * self.factors[:last]
        self.model.set_bounds(replace(rows, upper=upper))
        self.model.set_cost(self.cost(n) + price * self.cost(last))
        return self._noting({n: 1.0, last: price}, self.model.solve())

    def _noting(self, weights: dict[int, float], relaxed: Relaxed) -> Relaxed:
        """Keep what a relaxation of weighted stages shows of all plans, those ruled out included."""
        if relaxed.duals is None:
            return relaxed
        first, rows = self._first_kept, self.everything
        upper = rows.upper.copy()
        upper[first:] = 0.0  # what a kept stage is priced at moves to the left side
        least, _ = safe_bound(self.model.cost, replace(rows, upper=upper), relaxed.duals)
        priced = np.maximum(0.0, -relaxed.duals[first:]) * self.factors
        for n, weight in weights.items():
            priced[n] += weight
        if np.isfinite(least):
            self.trades.append(Trade(tuple(priced.tolist()), least))
        return relaxed

    @property
    def _first_kept(self) -> int:
        """Row that keeps the first stage; those of the others follow."""
        return len(self.model.rows.upper) - len(self.instance.stages)

    def values(self, n: int) -> list[int]:
        """Values of the first ``n`` stages."""
        return [self.value(stage) for stage in self.instance.stages[:n]]

    def pair(self, n: int) -> tuple[int, int]:
        """Values of stage ``n`` and the one after it, 0 without one."""
        first, second, *_ = [*(self.value(stage) for stage in self.instance.stages[n : n + 2]), 0]
        return first, second

    def is_closed(self, stage: Stage, bound: float) -> bool:
        """Tell whether no better plan is wanted: none is possible, or it would be within the gap."""
        value = self.value(stage)
        return value - bound < 1 or value - bound <= self.settings.gap * abs(value)

    def rule_out(self, added: Float, slack: float) -> None:
        """Give up the options that add more to a bound than there is room for."""
        self.possible &= added <= slack + MARGIN

    def without_impossible(self, rows: Rows) -> Rows:
        """Return bounds that leave out the options given up."""
        options = self.model.options
        shut = options.is_built & ~self.possible[options.option]
        return replace(rows, col_upper=np.where(shut, 0.0, rows.col_upper))

    def cost(self, n: int) -> Float:
        """Coefficients that stage ``n`` minimises."""
        return self.compiled.sparse.minimised(self.instance.stages[n])

    def prices_options(self, n: int) -> bool:
        """Tell whether starting an option costs anything in a stage."""
        return bool((self.cost(n)[self.model.options.is_built] > 0).any())

    def dive(self, relaxed: Relaxed) -> Float | None:
        """Fix tiers one after another as the relaxation leans, until it holds whole tiers only.

        Returns
        -------
        array of column values or None
            ``None`` where that leads nowhere. The rows are left as they were.
        """
        before = self.model.rows
        column = self.columns.held[:, 0]
        values = relaxed.values
        for _ in range(MOST_DIVES):
            if values is None:
                break
            leaning = values[column]
            open_ends = np.flatnonzero((leaning > WHOLE) & (leaning < 1 - WHOLE))
            if not len(open_ends):
                self.model.set_bounds(before)
                return values
            lower, upper = self.model.rows.col_lower.copy(), self.model.rows.col_upper.copy()
            lower[column[leaning > 1 - WHOLE]] = 1.0
            lower[column[open_ends[np.argmax(leaning[open_ends])]]] = 1.0
            upper[column[leaning < WHOLE]] = 0.0
            upper = np.maximum(lower, upper)
            self.model.set_bounds(replace(self.model.rows, col_lower=lower, col_upper=upper))
            values = self.model.solve().values
        self.model.set_bounds(before)
        return None

    def added(self, relaxed: Relaxed) -> Float:
        """Least by which starting an option raises the bound of the present node, shape ``(O,)``.

        What the relaxation uses adds nothing; what the node leaves out would add infinitely much.
        """
        if relaxed.duals is None:
            return np.zeros(self.instance.n_options)
        options = np.full(self.instance.n_options, np.inf)
        _, reduced = safe_bound(self.model.cost, self.model.rows, relaxed.duals)
        can = self.model.options.is_built & (self.model.rows.col_upper > 0)
        np.minimum.at(options, self.model.options.option[can], reduced[can])
        return options

    def program(self, options: Bool, rows: Rows, goal: Goal, rough: float = 0.0) -> Program:
        """Return the program of a goal over some options within the bounds of a node.

        Parameters
        ----------
        rows
            Row and column bounds of the node, which the best plan need not be within.
        rough
            Difference to the best possible value at which a plan is good enough.
        """
        options = options & self.possible
        number = self.model.options.option
        kept = np.flatnonzero((number == NONE) | options[number])
        sparse, columns = slice_columns(self.compiled.sparse, self.columns, kept, rows)
        first = self._first_kept
        ends = [n for n in range(first, len(rows.upper)) if rows.upper[n] < np.inf]
        return Program(
            self.instance,
            sparse,
            columns,
            goal.cost[kept],
            tuple((rows.matrix[[n]].toarray().ravel()[kept], float(rows.upper[n])) for n in ends),
            self.best,
            self.settings,
            max(rough, JUST_UNDER_ONE * goal.least_step),
            needs_proof=not rough,
        )

    def improve(self, program: Program, watch: Watch) -> float:
        """Solve a program, keep a better plan and return the bound of its goal."""
        return self.take(program.solve(watch))

    def take(self, answer: Answer) -> float:
        """Keep the plan of an answer if it is better than the best one; return the bound."""
        self.notes += answer.notes
        rank = evaluate(self.instance, self.best).rank(self.instance)
        if answer.plan is not None and is_better(self.instance, answer.plan, rank):
            self.best = answer.plan
            self.model.watch.offer(self.outcome())
        return answer.bound
