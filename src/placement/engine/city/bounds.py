"""Bounds of the city from what its blocks have shown.

Every plan of the city, seen from its blocks, is a plan of each: its terms are at least the sums of theirs.
So with ``v[k, b]`` the minimised term of stage ``k`` in block ``b``, no plan that keeps the values ``V[k]`` of
the stages before ``n`` has less in stage ``n`` than

    min sum_b v[n, b]   where   sum_b v[k, b] <= V[k]  (k < n),   v[k, b] >= low[k, b],   trades of each block

A block's own bound of a later stage holds where its earlier stages are no worse than the block found them;
it counts in ``low`` where the city leaves the block no room for anything worse. Trades always hold. The
linear program's duals are made a valid bound by :func:`~placement.engine.solver.fixing.safe_bound`.

What a solve of the whole has shown of a stage holds of plans that are no worse than its own was in the stages before.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import scipy.sparse as sp

from placement.engine.control.watch import Watch
from placement.engine.cutting.merging import merge_years, years_per_merged
from placement.engine.cutting.prints import Print, take_print
from placement.engine.cutting.subproblem import Subproblem
from placement.engine.plans.decisions import Decisions
from placement.engine.plans.evaluation import evaluate
from placement.engine.plans.outcome import Outcome, PartOutcome, StageOutcome
from placement.engine.solver.compile import Float, SparseModel
from placement.engine.solver.fixing import safe_bound
from placement.engine.solver.highs import Highs
from placement.engine.solver.stating import most_residents, state_stage
from placement.instance import Instance

COUNTED_PER_OPTION = frozenset({"conversions", "option_weight", "aid_money"})
"""Terms to which options that serve no circle, and so are of no block, may add."""
INFINITY = float("inf")
WHOLE = -1
"""The city itself among the positions of its blocks."""


@dataclass
class Bounds:
    """What is known of the best possible plan of a city.

    Attributes
    ----------
    cuts
        Its blocks, cut out of it, which hold all circles together; none is the city as one block.
    parts
        The blocks with merged years.
    shown
        What the solves of blocks have shown so far, by position.
    of_whole
        What a solve of the whole has shown of its stages; empty where none has.
    """

    instance: Instance
    cuts: list[Subproblem] = field(default_factory=list)
    shown: dict[int, Outcome] = field(default_factory=dict)
    of_whole: tuple[StageOutcome, ...] = ()
    parts: list[Instance] = field(init=False)
    _known: dict[tuple[int, ...], list[float]] = field(default_factory=dict)
    _prints: dict[int, Print] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Without blocks the city itself is one of which nothing was shown."""
        self.parts = [merge_years(cut.instance) for cut in self.cuts] or [self.instance]

    def print_of(self, number: int) -> Print:
        """Return the print of a block, taken once."""
        if number not in self._prints:
            self._prints[number] = take_print(self.parts[number])
        return self._prints[number]

    def print_of_whole(self) -> Print:
        """Return the print of the city itself, taken once."""
        if WHOLE not in self._prints:
            self._prints[WHOLE] = take_print(self.instance)
        return self._prints[WHOLE]

    def learn_whole(self, stages: tuple[StageOutcome, ...]) -> None:
        """Keep what a solve of the city as one model has shown."""
        self.of_whole = stages
        self._known.clear()

    def learn(self, number: int, outcome: Outcome) -> None:
        """Keep what a block has shown."""
        self.shown[number] = outcome
        self._known.clear()

    def reached_by(self, plan: Decisions) -> bool:
        """Tell whether no plan can be better than this one."""
        return all(stage.proven for stage in self.outcomes(plan))

    def outcomes(self, plan: Decisions) -> tuple[StageOutcome, ...]:
        """State value and bound of a plan of the city in every stage."""
        values = evaluate(self.instance, plan).rank(self.instance)
        if values not in self._known:
            of_blocks = [
                float(low.sum()) + self._of_no_block(n)
                for n, low in enumerate(self._sharpened(values))
            ]
            self._known[values] = list(map(max, of_blocks, self._of_whole(values)))
        stages = zip(self.instance.stages, values, self._known[values], strict=True)
        return tuple(
            state_stage(stage, value, least).restated(stage.sign * value)
            for stage, value, least in stages
        )

    def _of_whole(self, values: tuple[int, ...]) -> list[float]:
        """Return the bounds of the whole where no stage before is worse than it was then, else ``-inf``."""
        lows, holds = [-INFINITY] * len(values), True
        for n, stage in enumerate(self.of_whole):
            if holds and stage.bound is not None:
                lows[n] = float(stage.sign * stage.bound)
            holds = holds and values[n] <= stage.sign * stage.value
        return lows

    def is_best(self, number: int, part: PartOutcome) -> bool:
        """Tell whether no plan of a block alone is better than what the city's plan has there."""
        outcome = self.shown.get(number)
        return outcome is not None and all(
            stage.proven and stage.value * (self._factor(n, number) or 0) == part.stages[n].value
            for n, stage in enumerate(outcome.stages)
        )

    def by_part(self, plan: Decisions) -> list[Float]:
        """Return for every stage the least each block can have in a plan as good before it, shape ``(B,)``."""
        return self._lows(evaluate(self.instance, plan).rank(self.instance))

    def _sharpened(self, values: tuple[int, ...]) -> list[Float]:
        """Return the least of each stage, block by block, or in one sum where only that is known."""
        lows = self._lows(values)
        return [
            low if n == 0 or self._is_all_own(n, lows, values) else self._by_trades(n, lows, values)
            for n, low in enumerate(lows)
        ]

    def _lows(self, values: tuple[int, ...]) -> list[Float]:
        """Return the least of each stage by block that is known without a linear program."""
        lows: list[Float] = []
        for n in range(len(self.instance.stages)):
            own = [self._own(n, b, lows, values) for b in range(len(self.parts))]
            trivial = [self._trivial(n, part) for part in self.parts]
            lows.append(np.maximum(np.array(own), np.array(trivial)))
        return lows

    def _own(self, n: int, b: int, lows: list[Float], values: tuple[int, ...]) -> float:
        """Return a block's bound of a stage where it holds in the city, else ``-inf``."""
        outcome, factor = self.shown.get(b), self._factor(n, b)
        bound = None if outcome is None else outcome.stages[n].bound
        if outcome is None or bound is None or factor is None:
            return -INFINITY
        for k in range(n):
            before, stage = self._factor(k, b), outcome.stages[k]
            room = values[k] - self._of_no_block(k) - float(np.delete(lows[k], b).sum())
            if before is None or not room <= stage.sign * stage.value * before:
                return -INFINITY
        return float(outcome.stages[n].sign * bound * factor)

    def _is_all_own(self, n: int, lows: list[Float], values: tuple[int, ...]) -> bool:
        own = [self._own(n, b, lows, values) for b in range(len(self.parts))]
        return bool(np.isfinite(own).all())

    def _factor(self, n: int, b: int) -> int | None:
        """Return what a block's merged value is multiplied by to be one of the city over its years."""
        stage = self.instance.stages[n]
        if stage.maximise and stage.term in COUNTED_PER_OPTION:
            return None
        times = years_per_merged(self.instance, stage)
        if times is None or not stage.term.endswith("_money"):
            return times
        return times * (self.parts[b].money_unit_fen // self.instance.money_unit_fen)

    def _trivial(self, n: int, part: Instance) -> float:
        stage = self.instance.stages[n]
        if not stage.maximise:
            return 0.0  # no term that is minimised goes below
        most = most_residents(part, stage.term, self.instance.n_years)
        return -INFINITY if most is None else -float(most)

    def _of_no_block(self, n: int) -> int:
        """Count the targets that no circle can count for."""
        stage = self.instance.stages[n]
        if stage.term != "target_shortfall" or stage.maximise:
            return 0
        return sum(k.weight * k.missing_anyway for k in self.instance.targets if not k.circles)

    def _by_trades(self, n: int, lows: list[Float], values: tuple[int, ...]) -> Float:
        """Return the least sum of stage ``n`` that trades allow, as an array of one."""
        trivial: Float = lows[n].sum(keepdims=True)
        rows = self._trades(n)
        if not rows or not np.isfinite(lows[: n + 1]).all():
            return trivial
        others = np.array([low.sum() - low for low in lows[: n + 1]])
        most = np.array(values[: n + 1])[:, None] - others
        kept = [float(values[k] - self._of_no_block(k)) for k in range(n)]
        model = _program(rows, lows[: n + 1], kept, most)
        cost = np.repeat([0.0] * n + [1.0], len(self.parts))
        highs = Highs(model)
        highs.set_objective(cost)
        duals = highs.relaxed_duals(Watch())
        if duals is None:
            return trivial
        trivial[0] = max(trivial[0], safe_bound(cost, highs.rows(), duals)[0])
        return trivial

    def _trades(self, n: int) -> list[tuple[int, Float, float]]:
        """Return block, weights of the first ``n + 1`` stages and least of every trade of use for stage ``n``."""
        rows = []
        for b, outcome in self.shown.items():
            factors = [self._factor(k, b) for k in range(len(self.instance.stages))]
            for trade in outcome.trades:
                used = [k for k, weight in enumerate(trade.weights) if weight]
                if not used or used[-1] > n or any(factors[k] is None for k in used):
                    continue
                scale = np.array([float(f or 1) for f in factors])
                weights = (np.array(trade.weights) / scale)[: n + 1]
                rows.append((b, weights, trade.least))
        return rows


def _program(
    trades: list[tuple[int, Float, float]], lows: list[Float], kept: list[float], most: Float
) -> SparseModel:
    """State the linear program over ``v[k, b]``, column ``k * B + b``."""
    blocks, n = len(lows[0]), len(kept)
    matrix = np.zeros((len(trades) + n, (n + 1) * blocks))
    for row, (b, weights, _) in zip(matrix, trades, strict=False):
        row[b::blocks] = weights
    for k in range(n):
        matrix[len(trades) + k, k * blocks : (k + 1) * blocks] = 1.0
    least = [least for *_, least in trades]
    lower = np.concatenate(lows)
    return SparseModel(
        sp.csc_matrix(matrix),
        np.array([*least, *[-INFINITY] * n]),
        np.array([*[INFINITY] * len(trades), *kept]),
        lower,
        np.maximum(lower, most.ravel()),
        np.zeros(len(lower), dtype=bool),
        {},
    )
