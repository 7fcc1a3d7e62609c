"""Texts a spreadsheet would run as formulas: a leading ``'`` guards them in CSV files, and reading removes it."""

from __future__ import annotations

import re
from typing import Any

import pandas as pd

# Quotes already before such a character count as well, so that removing one always gives the original.
_FORMULA = re.compile(r"'*[=+\-@\t\r\0]")
_GUARDED = re.compile(r"'+[=+\-@\t\r\0]")
_NUMBER = re.compile(r"[-+]?[0-9]+(\.[0-9]+)?")


def guarded(text: str) -> str:
    """Return a text as it is written into a CSV file, so that no spreadsheet runs it."""
    return f"'{text}" if _FORMULA.match(text) else text


def unguarded(text: str) -> str:
    """Return the text that :func:`guarded` was given; any other as it is."""
    return text[1:] if _GUARDED.match(text) else text


def guarded_frame(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a frame with its texts guarded; numbers, also those written as texts, stay as they are."""
    texts = frame.select_dtypes(["object", "str"]).columns
    return frame.assign(**{name: frame[name].map(_guarded_cell) for name in texts})


def _guarded_cell(cell: Any) -> Any:
    return guarded(cell) if isinstance(cell, str) and not _NUMBER.fullmatch(cell) else cell
