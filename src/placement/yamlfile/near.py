"""Spelling suggestions for ids and keys: better none than a wrong one."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable

from placement.errors import Text

SIMILARITY = 0.6
LOOKED_AT = 3
LETTERS_PER_SLIP = 3
"""One slip for so many letters is still the same word."""
DIGITS = re.compile(r"[0-9]")
PART_OF_WORD = 2
"""Letters of a word left out or added at its end or beginning that still say what is meant."""


def near_match(word: str, candidates: Iterable[str]) -> str | None:
    """Return the candidate spelt most like ``word``, or None if none is really near."""
    folded = {candidate.casefold(): candidate for candidate in sorted(set(candidates))}
    alike = difflib.get_close_matches(word.casefold(), folded, n=LOOKED_AT, cutoff=SIMILARITY)
    return next((folded[found] for found in alike if _is_near(word.casefold(), found)), None)


def did_you_mean(word: str, candidates: Iterable[str]) -> Text | None:
    """Return ``did you mean “…”?`` in both languages, or None if nothing is close."""
    found = near_match(word, candidates)
    return None if found is None else Text(*map(str.strip, before_more(found)))


def before_more(near: str | None) -> tuple[str, str]:
    """Return the same question, Chinese and English, to stand before another sentence; empty without a candidate."""
    return ("", "") if near is None else (f"您是否想写“{near}”？", f"Did you mean “{near}”? ")


def _is_near(word: str, other: str) -> bool:
    """Tell whether one word is part of the other, or few slips turn one into the other.

    Ids that differ in digits alone name different things: one slip at most.
    """
    short, long = sorted((word, other), key=len)
    if len(short) >= PART_OF_WORD and short in long:
        return True
    alike = DIGITS.sub("", word) == DIGITS.sub("", other)
    return slips(word, other) <= (1 if alike else max(1, len(long) // LETTERS_PER_SLIP))


def slips(word: str, other: str) -> int:
    """Return how many letters left out, added, changed or swapped with the next turn one word into the other."""
    before, last = list[int](), list(range(len(other) + 1))
    for i, letter in enumerate(word, start=1):
        row = [i]
        for j, meant in enumerate(other, start=1):
            least = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (letter != meant))
            if i > 1 and j > 1 and letter == other[j - 2] and word[i - 2] == meant:
                least = min(least, before[j - 2] + 1)
            row.append(least)
        before, last = last, row
    return last[-1]
