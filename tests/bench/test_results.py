"""The results file survives crashes and refuses rows it does not understand."""

from __future__ import annotations

from pathlib import Path

import pytest

from placement.bench.results import SCHEMA, append_row, read_all, read_rows
from placement.errors import UsageError


def row(key: str, gap: float = 0.0) -> dict[str, object]:
    return {"schema": SCHEMA, "key": key, "gap": gap}


def test_rows_come_back_in_order_and_the_last_of_a_case_counts(tmp_path: Path) -> None:
    file = tmp_path / "deep" / "results.jsonl"
    for key, gap in (("a", 0.5), ("b", 0.2), ("a", 0.1)):
        append_row(file, row(key, gap))
    assert [(r["key"], r["gap"]) for r in read_rows(file)] == [("a", 0.1), ("b", 0.2)]
    assert read_rows(tmp_path / "none.jsonl") == []


def test_a_line_cut_short_costs_only_itself(tmp_path: Path) -> None:
    file = tmp_path / "results.jsonl"
    append_row(file, row("a"))
    append_row(file, row("b"))
    text = file.read_bytes()
    for cut in range(1, len(text) // 2 - 1):
        file.write_bytes(text[:-cut])
        append_row(file, row("c"))
        keys = [r["key"] for r in read_rows(file)]
        assert keys == (["a", "b", "c"] if cut == 1 else ["a", "c"])


def test_rows_of_another_schema_are_refused(tmp_path: Path) -> None:
    file = tmp_path / "results.jsonl"
    append_row(file, {**row("a"), "schema": SCHEMA + 1})
    with pytest.raises(UsageError, match=f"schema {SCHEMA + 1}"):
        read_rows(file)


def test_numbers_that_are_not_finite_are_never_written(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="JSON"):
        append_row(tmp_path / "results.jsonl", row("a", float("inf")))


def test_later_files_win(tmp_path: Path) -> None:
    append_row(tmp_path / "1.jsonl", row("a", 0.5))
    append_row(tmp_path / "2.jsonl", row("a", 0.1))
    assert [r["gap"] for r in read_all([tmp_path / "1.jsonl", tmp_path / "2.jsonl"])] == [0.1]
