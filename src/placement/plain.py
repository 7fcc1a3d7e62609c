"""Texts and numbers made fit to be shown: one line, no character that acts on its neighbours, no idle decimals.

The CSV tables keep every text as it is; what is drawn, printed or laid out goes through :func:`plain`.
"""

from __future__ import annotations

import unicodedata
from decimal import Decimal
from fractions import Fraction

MOST_CHARACTERS = 120
MOST_ON_SCREEN = 40
ENDING = 12
"""Characters a screen keeps of the end of a longer name."""
MOST_OF_A_SENTENCE = 4_000
# Cc: controls; Cf: direction and joining marks; Cs: lone surrogates; Zl, Zp: line separators.
ACTING = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})


def plain(text: object, *, most: int = MOST_CHARACTERS) -> str:
    """Return a text on one line, without invisible characters, cut where a table could not show it."""
    shown = "".join(
        " " if char in "\n\r\t\u2028\u2029" else char
        for char in str(text)
        if char in "\n\r\t\u2028\u2029" or unicodedata.category(char) not in ACTING
    )
    shown = " ".join(shown.split())
    return shown if len(shown) <= most else shown[: most - 1] + "…"


def brief(name: object) -> str:
    """Return a name as a screen shows it, long ones with both ends, where names mostly differ; CSV files have all."""
    shown = sentence(name)
    if len(shown) <= MOST_ON_SCREEN:
        return shown
    return f"{shown[: MOST_ON_SCREEN - ENDING - 1]}…{shown[-ENDING:]}"


def sentence(text: object) -> str:
    """Return an explanation on one line, without invisible characters."""
    return plain(text, most=MOST_OF_A_SENTENCE)


def number(value: Decimal) -> str:
    """Return a number with thousands separators and no idle decimals."""
    return f"{value:,.0f}" if value == int(value) else f"{value.normalize():,f}"


def percent(share: Fraction) -> str:
    """Return a share in per cent, to two decimals."""
    return f"{number(round(Decimal(share.numerator) * 100 / share.denominator, 2))} %"


def counted(count: float | Decimal, noun: str) -> str:
    """Return ``1 row`` or ``2 rows``."""
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"
