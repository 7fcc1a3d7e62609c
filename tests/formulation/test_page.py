"""The page of the mathematics is what the docstrings say."""

from __future__ import annotations

from pathlib import Path

import pytest

from placement.formulation.build import CONSTRAINT_FAMILIES
from placement.formulation.page import mathematics_page

PAGE = Path(__file__).resolve().parents[2] / "docs" / "mathematics.md"


def test_the_page_is_up_to_date() -> None:
    """Write it again with ``placement schema``."""
    assert PAGE.read_text(encoding="utf-8") == mathematics_page()


@pytest.mark.parametrize("family", CONSTRAINT_FAMILIES, ids=lambda family: family.__name__)
def test_every_family_states_its_rows(family: object) -> None:
    name = family.__name__.removeprefix("add_")  # type: ignore[attr-defined]
    _, _, rest = mathematics_page().partition(f"#### `{name}`\n")
    told = rest.partition("####")[0]
    assert "```text" in told, name
    assert "=" in told or "<" in told or ">" in told, name
