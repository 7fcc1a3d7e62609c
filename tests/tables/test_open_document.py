"""OpenDocument workbooks, written by hand."""

from __future__ import annotations

import zipfile
from xml.sax.saxutils import escape

import pytest

from placement.tables.dictionary.columns import TABLES
from placement.tables.reader import read_with_vocabulary

HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
    ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>'
)
TAIL = "</office:spreadsheet></office:body></office:document-content>"
BLANK_ROWS = (
    '<table:table-row table:number-rows-repeated="1048000">'
    '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
)
MIME = "application/vnd.oasis.opendocument.spreadsheet"


def cell(value: str) -> str:
    if not value:
        return "<table:table-cell/>"
    return f'<table:table-cell office:value-type="string"><text:p>{escape(value)}</text:p></table:table-cell>'


@pytest.fixture
def save_ods(tmp_path):
    def write(tables, extra=""):
        body = "".join(
            f'<table:table table:name="{name}">'
            + "".join(
                f"<table:table-row>{''.join(map(cell, row))}</table:table-row>" for row in rows
            )
            + extra
            + BLANK_ROWS
            + "</table:table>"
            for name, rows in tables.items()
        )
        path = tmp_path / "data.ods"
        manifest = (
            '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
            f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{MIME}"/></manifest:manifest>'
        )
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("mimetype", MIME)
            archive.writestr("META-INF/manifest.xml", manifest)
            archive.writestr("content.xml", HEAD + body + TAIL)
        return path

    return write


def test_open_document_reads_like_the_folder(save, save_ods, tables, settings, vocabulary):
    folder, book = (
        read_with_vocabulary(path, settings=settings, vocabulary=vocabulary)
        for path in (save(tables), save_ods(tables))
    )
    for name in TABLES:
        assert getattr(folder, name).equals(getattr(book, name)), name


def test_repeated_cells_are_counted_before_they_are_written_out(find, save_ods, tables):
    many = (
        '<table:table-row table:number-rows-repeated="1000000">'
        '<table:table-cell office:value-type="float" office:value="1"'
        ' table:number-columns-repeated="16000"/></table:table-row>'
    )
    assert {p.code for p in find(save_ods(tables, many)) if p.severity == "error"} == {"PL110"}
