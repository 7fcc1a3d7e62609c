"""The results file: JSON, one line per case, appended as soon as the case has ended.

A line cut short by a crash is set aside when the file is read; its case counts as not measured. Rows of another
schema version are refused, for their numbers may mean something else.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from placement.errors import UsageError

SCHEMA = 1

Row = Mapping[str, Any]


def read_rows(path: Path) -> list[Row]:
    """Return the rows of a results file; nothing where there is no file. Of one case the last row counts.

    Raises
    ------
    UsageError
        If a row has another schema version.
    """
    if not path.is_file():
        return []
    rows: dict[str, Row] = {}
    for row in _lines(path):
        if row.get("schema") != SCHEMA:
            message = (
                f"{path} 的格式版本是 {row.get('schema')}，本软件写 {SCHEMA}；请另存为新文件\n"
                f"{path} has schema {row.get('schema')}, this version writes {SCHEMA}; use another file"
            )
            raise UsageError(message)
        rows[row["key"]] = row
    return list(rows.values())


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    for line in path.read_text(encoding="utf-8").splitlines():
        try:
            row = json.loads(line)
        except json.JSONDecodeError:
            continue  # the line a crash cut short
        if isinstance(row, dict) and "key" in row:
            yield row


def read_all(paths: Iterable[Path]) -> list[Row]:
    """Return the rows of several files, later files winning."""
    rows = {row["key"]: row for path in paths for row in read_rows(path)}
    return list(rows.values())


def append_row(path: Path, row: Row) -> None:
    """Append a row and have it on disk before returning; a half line before it is ended first."""
    path.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps(row, ensure_ascii=False, separators=(",", ":"), allow_nan=False) + "\n"
    with path.open("ab+") as file:
        if file.tell():
            file.seek(-1, os.SEEK_END)
            if file.read(1) != b"\n":
                text = "\n" + text
        file.write(text.encode())
        file.flush()
        os.fsync(file.fileno())
