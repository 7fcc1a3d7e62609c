"""What is known of a model's stages before it is solved."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from placement.engine.plans.outcome import StageOutcome


@dataclass(frozen=True)
class Known:
    """Lower bounds of stages that need not be shown again, in the minimised sense.

    Attributes
    ----------
    bounds
        One for each stage, ``-inf`` where none is known.
    values
        A bound holds of plans that are no worse than these in every stage before.
    """

    bounds: tuple[float, ...] = ()
    values: tuple[int, ...] = ()

    @staticmethod
    def of(stages: Sequence[StageOutcome]) -> Known:
        """Return what is known where a plan and its bounds are stated."""
        return Known(
            tuple(
                -math.inf if stage.bound is None else float(stage.sign * stage.bound)
                for stage in stages
            ),
            tuple(stage.sign * stage.value for stage in stages),
        )

    def per_unit(self, units: Sequence[int]) -> Known:
        """Return the same of an instance whose values are counted in larger units, one for each stage."""
        return Known(
            tuple(b / unit for b, unit in zip(self.bounds, units, strict=False)),
            tuple(v // unit for v, unit in zip(self.values, units, strict=False)),
        )

    def bound(self, n: int, values: Sequence[int]) -> float:
        """Return the bound of stage ``n`` where earlier stages have these values, ``-inf`` if it need not hold."""
        before = zip(values[:n], self.values, strict=False)
        if not self.bounds or any(value > most for value, most in before):
            return -math.inf
        return self.bounds[n]
