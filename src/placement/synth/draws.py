"""Random numbers: one independent stream per part of the city."""

from __future__ import annotations

import zlib
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray


def stream(seed: int, *part: str) -> np.random.Generator:
    """Return the stream of one named part.

    Streams depend on the seed and the name only, so that adding a district, a kind or a
    part leaves all others as they are.
    """
    key = zlib.crc32("/".join(part).encode())
    return np.random.default_rng(np.random.SeedSequence([seed, key]))


def pick(rng: np.random.Generator, chances: Sequence[float], size: int) -> NDArray[np.intp]:
    """Draw positions of ``chances``, shape ``(size,)``, with these probabilities, normalised to 1."""
    weights = np.asarray(chances, dtype=float)
    return rng.choice(len(weights), size=size, p=weights / weights.sum())


def pick_year(
    rng: np.random.Generator, chances: Sequence[tuple[int, float]], size: int
) -> NDArray[np.int64]:
    """Draw years, shape ``(size,)``; the probability that is left means 0, "no earliest year"."""
    years = np.array([0, *(year for year, _ in chances)], dtype=np.int64)
    left = 1 - sum(share for _, share in chances)
    return years[pick(rng, [max(0.0, left), *(share for _, share in chances)], size)]
