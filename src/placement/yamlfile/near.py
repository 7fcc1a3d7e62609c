"""Spelling suggestions for ids and keys."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from placement.errors import Text

SIMILARITY = 0.6


def near_match(word: str, candidates: Iterable[str]) -> str | None:
    """Return the candidate spelt most like ``word``, or None if none is close."""
    found = difflib.get_close_matches(word, sorted(set(candidates)), n=1, cutoff=SIMILARITY)
    return found[0] if found else None


def did_you_mean(word: str, candidates: Iterable[str]) -> Text | None:
    """Return ``did you mean “…”?`` in both languages, or None if nothing is close."""
    found = near_match(word, candidates)
    return None if found is None else Text(*map(str.strip, before_more(found)))


def before_more(near: str | None) -> tuple[str, str]:
    """Return the same question, Chinese and English, to stand before another sentence; empty without a candidate."""
    return ("", "") if near is None else (f"您是否想写“{near}”？", f"Did you mean “{near}”? ")
