"""What each idea of the engine is worth: the same cases with and without it, compared in pairs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from placement.bench.cases import Case
from placement.bench.paired import Comparison, compare
from placement.bench.results import Row

SHIFT_S = 1.0


def ablation_cases(cases: Iterable[Case], ideas: tuple[str, ...]) -> Iterator[Case]:
    """Yield every case as it is and once without each idea."""
    for case in cases:
        yield case
        for idea in ideas:
            yield replace(case, without=(idea,))


@dataclass(frozen=True)
class Worth:
    """One idea: the integral without it against the integral with all of them.

    Attributes
    ----------
    comparison
        Ratio above 1: without the idea it is worse, so the idea helps.
    """

    idea: str
    comparison: Comparison

    @property
    def verdict(self) -> str:
        """``helps``, ``harms`` or ``cannot be told``."""
        if not self.comparison.distinguishable:
            return "cannot be told"
        return "helps" if self.comparison.ratio > 1 else "harms"


def worths(rows: Iterable[Row]) -> list[Worth]:
    """Compare each idea on the cases that were run both with and without it."""
    integrals: dict[tuple[str, ...], dict[tuple[str, int, str], float]] = {}
    for row in rows:
        case = row["case"]
        if row["integral_s"] is not None and row["status"] != "skipped":
            cases = integrals.setdefault(tuple(case["without"]), {})
            cases[case["instance"], case["seed"], case["profile"]] = row["integral_s"]
    whole = integrals.get((), {})
    found = []
    for without, cases in integrals.items():
        common = [key for key in cases if key in whole]
        if len(without) == 1 and common:
            pair = [cases[k] for k in common], [whole[k] for k in common]
            found.append(Worth(without[0], compare(*pair, shift=SHIFT_S)))
    return sorted(found, key=lambda worth: -worth.comparison.ratio)
