"""Shares of amounts, exact whatever the share: a third may be written with sixteen digits.

Products that fit are formed in int64; others in Python's integers, once for each distinct amount. NumPy would
wrap around without a word.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import numpy as np
import numpy.typing as npt

Int = npt.NDArray[np.int64]
Bool = npt.NDArray[np.bool_]

SAFE = 2**62
"""Products below it leave room for a rounding term and one addition."""


def floor_share(fen: Int, share: Fraction) -> Int:
    """Return ``⌊fen · share⌋`` in the shape of ``fen``."""
    if _fits(fen, share):
        return fen * share.numerator // share.denominator
    return _one_by_one(fen, lambda amount: amount * share.numerator // share.denominator)


def round_share(fen: Int, share: Fraction) -> Int:
    """Return ``fen · share`` in whole fen, a half upwards, in the shape of ``fen``."""
    twice, whole = 2 * share.numerator, 2 * share.denominator
    if _fits(fen, Fraction(twice)) and _fits(fen, share) and whole < SAFE:
        return (fen * twice + share.denominator) // whole
    return _one_by_one(fen, lambda amount: (amount * twice + share.denominator) // whole)


def at_least_share(fen: Int, share: Fraction, of: Int) -> Bool:
    """Tell where ``fen >= share · of``, both of shape ``(n,)``."""
    if _fits(fen, Fraction(share.denominator)) and _fits(of, Fraction(share.numerator)):
        return np.asarray(fen * share.denominator >= of * share.numerator)
    exact = zip(fen.tolist(), of.tolist(), strict=True)
    return np.array([a * share.denominator >= b * share.numerator for a, b in exact], dtype=bool)


def _fits(fen: Int, share: Fraction) -> bool:
    largest = int(np.abs(fen).max(initial=0))
    return largest * abs(share.numerator) < SAFE and share.denominator < SAFE


def _one_by_one(fen: Int, value: Callable[[int], int]) -> Int:
    amounts, where = np.unique(fen, return_inverse=True)
    found = np.array([value(amount) for amount in amounts.tolist()], dtype=np.int64)
    return found[where].reshape(fen.shape)
