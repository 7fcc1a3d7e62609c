"""Writing an import: tables, scenario, policy copy, the lists of dropped and flagged rows, and a record."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from placement.errors import InputError, Problem, Text
from placement.importing.assumptions import Assumption
from placement.spreadsheets import guarded_frame
from placement.yamlfile.writing import plain_values

RECORD = "import.json"


def check_apart(out: Path, source: Path) -> None:
    """Check that the output is not the source, nor above or below it.

    Raises
    ------
    InputError
        PL808 otherwise.
    """
    target, origin = out.resolve(), source.resolve()
    if not (origin.is_relative_to(target) or target.is_relative_to(origin)):
        return
    rule = Text("输出文件夹不得与来源重叠", "the output may not overlap with the source")
    mend = Text("请另选输出文件夹。", "Choose another output folder.")
    raise InputError([Problem(code="PL808", rule=rule, mend=mend, value=str(out))])


def csv_text(frame: pd.DataFrame) -> str:
    """Return a frame as CSV with a BOM for Excel, truth values as ``true`` and ``false``, no text a formula."""
    flags = frame.select_dtypes(bool).columns
    shown = frame.assign(**{c: frame[c].map({True: "true", False: "false"}) for c in flags})
    degrees = {c: frame[c].round(7) for c in frame.columns if c.endswith(("lon", "lat"))}
    safe = guarded_frame(shown.assign(**degrees))
    return "\ufeff" + safe.to_csv(index=False, lineterminator="\r\n")


def assumption_table(assumptions: Iterable[Assumption]) -> pd.DataFrame:
    """Return what was assumed, a row each: rule, words in both languages, tables and numbers of their rows."""
    rows = [
        (
            found.key, found.what.zh if found.what else "", found.what.en if found.what else "",
            *found.reason,
            ";".join(found.rows), ";".join("" if n is None else str(n) for n in found.rows.values()),
        )
        for found in assumptions
    ]  # fmt: skip
    columns = ["rule", "assumed_zh", "assumed_en", "reason_zh", "reason_en", "tables", "rows"]
    return pd.DataFrame(rows, columns=columns)


def json_text(data: Mapping[str, Any]) -> str:
    """Return plain data as JSON a person can read."""
    return json.dumps(plain_values(data), ensure_ascii=False, indent=2) + "\n"
