"""How fast this machine builds models, learnt from those built on the way.

Half a model is of no use, so one that would not be built in the time left is better not begun.
"""

from __future__ import annotations

from dataclasses import dataclass

from placement.engine.control.watch import Progress, Watch
from placement.formulation.uses import count_uses
from placement.instance import Instance


@dataclass
class Pace:
    """What building has taken so far.

    Attributes
    ----------
    s_per_use
        Wall seconds per use (circle × tier × option) of the model that took least of them, 0 before any.
        Larger models take fewer, so this is no less than they will take.
    last_s
        What the last one took, wall seconds.
    """

    s_per_use: float = 0.0
    last_s: float = 0.0

    def expected_s(self, uses: int) -> float:
        """Return about how long a model with so many uses will take to build, wall seconds."""
        return self.s_per_use * uses

    def times(self, watch: Watch, instance: Instance) -> Watch:
        """Return the watch, which learns from now on how long the model of an instance takes to build."""
        began: list[float] = []
        report = watch.report

        def note(progress: Progress) -> None:
            if progress.phase == "build":
                began.append(progress.seconds)
            elif began:
                self._learn(count_uses(instance), progress.seconds - began.pop())
            report(progress)

        watch.report = note
        return watch

    def _learn(self, uses: int, took_s: float) -> None:
        self.last_s = took_s
        if uses:
            rate = took_s / uses
            self.s_per_use = min(rate, self.s_per_use) if self.s_per_use else rate
