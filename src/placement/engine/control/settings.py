"""How a solve is to be done, as one value handed down from the door to every part of the engine."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from placement.engine.control.ideas import EVERY_IDEA, Ideas

WITHOUT_PRESOLVE: Mapping[str, object] = {"presolve": "off", "mip_detect_symmetry": False}
"""HiGHS options of a second opinion: what has called feasible models infeasible, or not returned, is left out."""
SEEDS = 2**31


def otherwise(options: Mapping[str, object]) -> dict[str, object]:
    """Return HiGHS options to ask once more with where a solve was lost: another seed, and without presolve."""
    seed = int(str(options.get("random_seed", 0)))
    return {**options, **WITHOUT_PRESOLVE, "random_seed": (seed + 1) % SEEDS}


def second_opinion(options: Mapping[str, object]) -> dict[str, object]:
    """Return HiGHS options for a second opinion: without presolve, or with another seed where it was off anyway."""
    if options.get("presolve") == "off":
        return otherwise(options)
    return {**options, **WITHOUT_PRESOLVE}


@dataclass(frozen=True)
class Settings:
    """Accuracy, seed, HiGHS options and ideas of a solve.

    Attributes
    ----------
    gap
        Relative gap at which a stage may stop; 0 asks for a proof.
    seed
        Decides ties and HiGHS's random numbers.
    options
        HiGHS options by HiGHS's own names; a seed among them wins over ``seed``.
    workers
        Processes that solve blocks of a large instance; 0 to solve them in this one.
    ideas
        What the engine may use; all of it unless a benchmark says otherwise.
    wants_trades
        Look at what stages trade for each other, which bounds need that are added up over several blocks.
    confirm
        Solve small optima a second time, otherwise configured.
    """

    gap: float = 0.0
    seed: int = 0
    options: Mapping[str, object] = field(default_factory=dict)
    workers: int = 1
    ideas: Ideas = EVERY_IDEA
    wants_trades: bool = True
    confirm: bool = False

    @property
    def highs(self) -> dict[str, object]:
        """Options for HiGHS, the seed among them."""
        return {"random_seed": self.seed, **self.options}

    def otherwise(self) -> Settings:
        """Return the settings to ask once more with where a solve was lost."""
        return replace(self, options=otherwise(self.highs))


USUAL = Settings()
