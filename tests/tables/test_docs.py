from __future__ import annotations

from pathlib import Path

from placement.tables.columns import TABLES
from placement.tables.docs import tables_page, write_tables_page

PAGE = Path(__file__).resolve().parents[2] / "docs" / "tables.md"


def test_committed_page_is_fresh():
    """Write it again with ``placement.tables.docs.write_tables_page(Path("docs/tables.md"))``."""
    assert PAGE.read_text(encoding="utf-8") == tables_page()


def test_page_names_every_column(tmp_path):
    write_tables_page(tmp_path / "tables.md")
    text = (tmp_path / "tables.md").read_text(encoding="utf-8")
    for spec in TABLES.values():
        for column in spec.columns:
            assert f"| {column.header_zh}" in text
            assert f"`{column.id}`" in text
