"""An instance with its relaxation over priced options, and programs over parts of it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
import scipy.sparse as sp

from placement.engine.compile import Compiled, Float, compile_model, row_factors
from placement.engine.decisions import NEVER, Decisions, evaluate
from placement.engine.fixing import MARGIN, Rows, safe_bound
from placement.engine.option_columns import OptionColumns, cheapest_per_line
from placement.engine.outcome import Outcome, StageOutcome, Trade
from placement.engine.restricted import INFINITY, Relaxed, RestrictedModel
from placement.engine.settings import Settings
from placement.engine.subproblem import Subproblem, keep_options
from placement.engine.translate import Columns, locate_columns
from placement.engine.watch import Watch
from placement.engine.whole import solve_whole, state_stage, status_of, whole_number
from placement.formulation.build import build_model
from placement.instance import Bool, Instance, Int, Stage

MOST_DIVES = 40
WHOLE = 1e-4


@dataclass(frozen=True)
class Added:
    """Least by which a bound rises when an option is started, or a circle certified."""

    options: Float
    circles: Float


@dataclass
class PricedModel:
    """An instance with its priced relaxation and the best plan so far.

    Attributes
    ----------
    possible, open_circles
        Options that a plan no worse than the best one may hold, shape ``(O,)``, and circles that it may
        certify, shape ``(C,)``.
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
    open_circles: Bool = field(init=False)
    everything: Rows = field(init=False)
    last_relaxed: int = 0
    priced_next: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        """Start with everything possible."""
        self.possible = np.ones(self.instance.n_options, dtype=bool)
        self.open_circles = ~self.instance.blocked_circle
        self.everything = self.model.rows

    @staticmethod
    def build(
        instance: Instance, start: Decisions, watch: Watch, settings: Settings
    ) -> PricedModel:
        """State and compile the whole model; ``start`` must be feasible."""
        built = build_model(instance)
        names = tuple(dict.fromkeys(stage.term for stage in instance.stages))
        compiled = compile_model(built, names)
        sparse = compiled.sparse
        kept = sp.csr_matrix(np.array([_cost(compiled, stage) for stage in instance.stages]))
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
        columns = locate_columns(instance, built, compiled)
        return PricedModel(instance, compiled, model, factors, start, settings, columns)

    def value(self, stage: Stage) -> int:
        """Value of the best plan in the stage's minimised sense."""
        value = evaluate(self.instance, self.best).terms[stage.term]
        return -value if stage.maximise else value

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

    def relax(self, n: int, kept: list[int]) -> Relaxed:
        """Solve the relaxation of stage ``n`` with the stages before it kept at the values given."""
        rows, options = self.model.rows, self.model.options
        upper = rows.upper.copy()
        first = self._first_kept
        upper[first:] = np.inf
        upper[first : first + len(kept)] = np.array(kept) * self.factors[: len(kept)]
        shut = options.is_built & ~self.possible[options.option]
        col_upper = np.where(shut, 0.0, rows.col_upper)
        self.model.set_bounds(replace(rows, upper=upper, col_upper=col_upper))
        self.model.set_cost(_cost(self.compiled, self.instance.stages[n]))
        self.last_relaxed = n
        return self._noting({n: 1.0}, self.model.solve())

    def relax_priced(self, n: int, price: float) -> Relaxed:
        """Relax stage ``n`` with the stage before it priced instead of kept; what was ruled out is possible."""
        rows, last = self.everything, n - 1
        upper = rows.upper.copy()
        upper[self._first_kept :][:last] = np.array(self.values(last)) * self.factors[:last]
        self.model.set_bounds(replace(rows, upper=upper))
        wished, kept = (_cost(self.compiled, self.instance.stages[k]) for k in (n, last))
        self.model.set_cost(wished + price * kept)
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

    def is_closed(self, stage: Stage, bound: float) -> bool:
        """Tell whether no better plan is wanted: none is possible, or it would be within the gap."""
        value = self.value(stage)
        return value - bound < 1 or value - bound <= self.settings.gap * abs(value)

    def rule_out(self, added: Added, slack: float) -> None:
        """Give up what adds more to a stage's bound than its value leaves room for."""
        self.possible &= added.options <= slack + MARGIN
        self.open_circles &= added.circles <= slack + MARGIN

    def guide(self, n: int, added: Added, bound: float) -> tuple[float, Added]:
        """Return a bound of the stage, and by how much everything is out of the way.

        Where a stage does not price options itself, as a shortfall does not, the first later stage that
        does is relaxed with this one kept at its bound; where that is impossible, the bound goes up.
        """
        later = [k for k in range(n, len(self.instance.stages)) if self.prices_options(k)]
        if not later or later[0] == n or added.options.max(initial=0) > 0:
            return bound, added
        while not self.is_closed(self.instance.stages[n], bound):
            ends = [*self.values(n), whole_number(bound)]
            relaxed = self.relax(later[0], ends)
            if relaxed.bound < INFINITY:
                return bound, self.added(relaxed)
            bound = whole_number(bound) + 1.0
        return bound, added

    def prices_options(self, n: int) -> bool:
        """Tell whether starting an option costs anything in a stage."""
        cost = _cost(self.compiled, self.instance.stages[n])
        return bool((cost[self.model.options.is_built] > 0).any())

    def dive(self, relaxed: Relaxed) -> Int | None:
        """Fix tiers one after another as the relaxation leans, until it holds whole tiers only.

        Returns
        -------
        array of shape (C, T) or None
            ``None`` where that leads nowhere. The rows are left as they were.
        """
        before = self.model.rows
        column, circle, tier, year = self.columns.held.T
        values = relaxed.values
        for _ in range(MOST_DIVES):
            if values is None:
                break
            leaning = values[column]
            open_ends = np.flatnonzero((leaning > WHOLE) & (leaning < 1 - WHOLE))
            if not len(open_ends):
                held = np.full((self.instance.n_circles, self.instance.n_years), NEVER)
                chosen = leaning > 1 - WHOLE
                held[circle[chosen], year[chosen]] = tier[chosen]
                self.model.set_bounds(before)
                return held
            lower, upper = self.model.rows.col_lower.copy(), self.model.rows.col_upper.copy()
            lower[column[leaning > 1 - WHOLE]] = 1.0
            lower[column[open_ends[np.argmax(leaning[open_ends])]]] = 1.0
            upper[column[leaning < WHOLE]] = 0.0
            upper = np.maximum(lower, upper)
            self.model.set_bounds(replace(self.model.rows, col_lower=lower, col_upper=upper))
            values = self.model.solve().values
        self.model.set_bounds(before)
        return None

    def added(self, relaxed: Relaxed) -> Added:
        """Least by which options started and circles certified raise the bound; what is used adds nothing."""
        n_options, n_circles = self.instance.n_options, self.instance.n_circles
        if relaxed.duals is None:
            return Added(np.zeros(n_options), np.zeros(n_circles))
        options, circles = np.full(n_options, np.inf), np.full(n_circles, np.inf)
        _, reduced = safe_bound(self.model.cost, self.model.rows, relaxed.duals)
        number = self.model.options.option
        can = self.model.options.is_built & (self.model.rows.col_upper > 0)
        np.minimum.at(options, number[can], reduced[can])
        column, circle, *_ = self.columns.held.T
        np.minimum.at(circles, circle, reduced[column])
        return Added(options, circles)

    def solve_over(
        self,
        scope: tuple[Bool, Bool],
        watch: Watch,
        settings: Settings,
        stages: tuple[int, int],
        held: Int | None = None,
    ) -> tuple[StageOutcome, ...]:
        """Solve some stages with some options and circles only, and those of the best plan.

        The better plan is kept. Where tiers ``held`` are given, only plans that hold just these are looked at.
        """
        instance = self.instance
        everything = Subproblem(
            instance, np.arange(instance.n_circles), np.arange(instance.n_options), self.best
        )
        options, circles = scope
        circles = circles | (self.best.held != NEVER).any(axis=1)
        part = keep_options(everything, options | (self.best.start != NEVER))
        first, end = stages
        small = replace(
            part.instance,
            stages=instance.stages[:end],
            blocked_circle=instance.blocked_circle | ~circles,
        )
        outcome = solve_whole(small, part.start, watch, settings, kept=first, held=held)
        self.notes += outcome.notes
        found = part.merge(Decisions.nothing(instance), outcome.decisions)
        before, after = evaluate(instance, self.best), evaluate(instance, found)
        if after.feasible and after.rank(instance) < before.rank(instance):
            self.best = found
            self.model.watch.offer(self.outcome())
        ratio = small.money_unit_fen // instance.money_unit_fen
        return tuple(stage.in_units(ratio) for stage in outcome.stages)


def _cost(compiled: Compiled, stage: Stage) -> Float:
    vector = compiled.sparse.terms[stage.term]
    return -vector if stage.maximise else vector
