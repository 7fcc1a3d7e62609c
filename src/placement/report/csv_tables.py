"""Published CSV files: readable by Excel, harmless in Excel, exact when read again.

UTF-8 with BOM, RFC 4180 quoting, CR LF. A text that a spreadsheet would take for a formula (it begins
with ``= + - @``, tab, CR or NUL) gets a leading ``'``; reading removes it. Numbers are never touched.
"""

from __future__ import annotations

import csv
import math
import re
from collections.abc import Callable, Iterable
from decimal import Decimal
from fractions import Fraction
from numbers import Integral, Real
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from placement.errors import FileSystemError, Text, system_words
from placement.report.columns import OUTPUT_COLUMNS, ColumnKind
from placement.spreadsheets import guarded, unguarded

LIST_SEPARATOR = ";"
NUMBER = re.compile(r"-?\d+(\.\d+)?")
NUMERIC_KINDS = frozenset({"int", "number"})


def write_csv(frame: pd.DataFrame, path: Path) -> None:
    """Write a frame; the file's stem names the table whose columns say which texts are numbers.

    Missing values become empty cells, lists are joined by ``;``, booleans are ``true`` and ``false``,
    decimals and fractions are written exactly (a fraction without finite decimals is refused).

    Raises
    ------
    OSError
        The file cannot be written.
    ValueError
        A list item contains the separator, or a number is not finite or not a finite decimal.
    """
    kinds = _kinds_of(path.stem)
    names = [str(name) for name in frame.columns]
    columns = [
        [_cell(value, kinds.get(name, "text")) for value in frame[name]] for name in frame.columns
    ]
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow([guarded(name) for name in names])
        writer.writerows(zip(*columns, strict=True))


def read_csv(path: Path) -> pd.DataFrame:
    """Read a published file back, with exact values and the columns in the file's order.

    ``text`` columns hold ``str`` (empty stays ``""``), ``list`` tuples, ``int`` int64, ``number``
    ``Decimal`` or ``None``, ``bool`` bool; columns of tables we do not know are text.

    Raises
    ------
    FileSystemError
        The file is missing, not UTF-8, or not the table it should be.
    """
    kinds = _kinds_of(path.stem)
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            header, *rows = csv.reader(file, strict=True)
        names = [unguarded(name) for name in header]
        columns = list(zip(*rows, strict=True)) if rows else [() for _ in names]
        return pd.DataFrame(
            {
                name: _series(cells, kinds.get(name, "text"))
                for name, cells in zip(names, columns, strict=True)
            }
        )
    except (OSError, ValueError, csv.Error) as error:
        why = system_words(error) if isinstance(error, OSError) else Text(str(error), str(error))
        message = f"无法读取 {path}：{why.zh}\ncannot read {path}: {why.en}"
        raise FileSystemError(message) from error


def _kinds_of(table: str) -> dict[str, ColumnKind]:
    return {column.id: column.kind for column in OUTPUT_COLUMNS.get(table, ())}


def _cell(value: Any, kind: ColumnKind) -> str:
    """Return a cell's text; only texts are guarded."""
    if _is_missing(value):
        return ""
    if isinstance(value, str):
        return value if kind in NUMERIC_KINDS and NUMBER.fullmatch(value) else guarded(value)
    if isinstance(value, (Real, Decimal)) or hasattr(value, "dtype"):
        return _number_text(value)
    if isinstance(value, Iterable):
        return guarded(_join(str(item) for item in value))
    return guarded(str(value))


def _is_missing(value: Any) -> bool:
    return value is None or value is pd.NA or (isinstance(value, float) and math.isnan(value))


def _join(items: Iterable[str]) -> str:
    texts = list(items)
    if any(LIST_SEPARATOR in text for text in texts):
        raise ValueError(f"list item contains {LIST_SEPARATOR!r}: {texts}")
    return LIST_SEPARATOR.join(texts)


def _number_text(value: Any) -> str:
    """Return the shortest exact decimal, without exponent."""
    if isinstance(value, (bool, np.bool_)):
        return "true" if value else "false"
    if isinstance(value, Integral):
        return str(int(value))
    exact = _decimal_of(value)
    if not exact.is_finite():
        raise ValueError(f"not a finite number: {value}")
    text = f"{exact:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _decimal_of(value: Any) -> Decimal:
    if isinstance(value, Decimal):
        return value
    if isinstance(value, Fraction):
        decimal = Decimal(value.numerator) / Decimal(value.denominator)
        if Fraction(decimal) != value:
            raise ValueError(f"no finite decimal: {value}")
        return decimal
    return Decimal(repr(float(value)))


def _series(cells: Iterable[str], kind: ColumnKind) -> pd.Series[Any]:
    dtype = {"int": "int64", "bool": "bool"}.get(kind, "object")
    return pd.Series([PARSERS[kind](cell) for cell in cells], dtype=dtype)


def _bool(text: str) -> bool:
    if text not in {"true", "false"}:
        raise ValueError(f"neither true nor false: {text!r}")
    return text == "true"


def _number(text: str) -> Decimal | None:
    if text and not NUMBER.fullmatch(text):
        raise ValueError(f"not a number: {text!r}")
    return Decimal(text) if text else None


def _int(text: str) -> int:
    if not NUMBER.fullmatch(text) or "." in text:
        raise ValueError(f"not a whole number: {text!r}")
    return int(text)


def _list(text: str) -> tuple[str, ...]:
    plain = unguarded(text)
    return tuple(plain.split(LIST_SEPARATOR)) if plain else ()


PARSERS: dict[ColumnKind, Callable[[str], Any]] = {
    "text": unguarded,
    "list": _list,
    "int": _int,
    "number": _number,
    "bool": _bool,
}
