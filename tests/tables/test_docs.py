from __future__ import annotations

from pathlib import Path

from placement.tables.dictionary.columns import TABLES
from placement.tables.docs import tables_page

PAGE = Path(__file__).resolve().parents[2] / "docs" / "tables.md"


def test_committed_page_is_fresh():
    """Write it again with ``placement schema``."""
    assert PAGE.read_text(encoding="utf-8") == tables_page()


def test_page_names_every_column():
    text = tables_page()
    for spec in TABLES.values():
        for column in spec.columns:
            assert f"| {column.header_zh}" in text
            assert f"`{column.id}`" in text
