"""docs/constructs.md: all 44 constructs, and every field, function and test it names really exists."""

from __future__ import annotations

import importlib
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "constructs.md"
CELL = re.compile(r"`([^`]+)`")


def rows() -> list[tuple[str, str, str, str, str]]:
    found = []
    for line in PAGE.read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split(" | ")]
        if re.match(r"C\d+$", cells[0]):
            assert len(cells) == 5, line
            found.append(tuple(cells))
    return found  # type: ignore[return-value]


def tokens(column: int) -> list[tuple[str, str]]:
    return [(row[0], token) for row in rows() for token in CELL.findall(row[column])]


def test_all_44_constructs_are_there_once_each_with_all_columns() -> None:
    assert [row[0] for row in rows()] == [f"C{n}" for n in range(1, 45)]
    for row in rows():
        assert all(row), row[0]
        for column in (2, 3, 4):
            assert CELL.findall(row[column]), f"{row[0]} names nothing in column {column}"


@pytest.mark.parametrize(("construct", "field"), tokens(2))
def test_schema_field_exists(construct: str, field: str) -> None:
    room, module, record, key = field.split(".")
    cls = getattr(importlib.import_module(f"placement.{room}.{module}"), record)
    assert key in cls.model_fields, construct


@pytest.mark.parametrize(("construct", "function"), tokens(3))
def test_computing_function_exists(construct: str, function: str) -> None:
    home, _, name = function.rpartition(".")
    assert callable(getattr(importlib.import_module(f"placement.{home}"), name)), construct


@pytest.mark.parametrize(("construct", "node"), tokens(4))
def test_test_exists(construct: str, node: str) -> None:
    file, _, name = node.partition("::")
    text = (ROOT / "tests" / file).read_text(encoding="utf-8")
    assert re.search(rf"^\s*def {name}\(", text, re.MULTILINE), f"{construct}: {node}"
