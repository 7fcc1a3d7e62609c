"""The page of rules has a row for every construct, and every test it names is there."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = (ROOT / "docs" / "rules.md").read_text(encoding="utf-8")


def test_every_construct_has_one_row() -> None:
    assert re.findall(r"^\| (C\d+) \|", PAGE, re.MULTILINE) == [f"C{n}" for n in range(1, 26)]


def test_every_test_that_is_named_exists() -> None:
    named = set(re.findall(r"`(tests/[\w/]+\.py)`", PAGE))
    assert named
    assert [path for path in named if not (ROOT / path).is_file()] == []


def test_every_problem_that_is_named_is_raised_somewhere() -> None:
    source = "".join(p.read_text(encoding="utf-8") for p in (ROOT / "src").rglob("*.py"))
    assert all(f'"{code}"' in source for code in re.findall(r"PL\d{3}", PAGE))
