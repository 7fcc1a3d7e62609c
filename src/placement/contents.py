"""What the bytes of a file are, whatever its name says."""

from __future__ import annotations

from typing import Literal

Kind = Literal["text", "zip", "biff", "protected", "html", "other"]

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BINARY = {
    b"PAR1": "Parquet",
    b"\x80\x02": "pickle",
    b"\x80\x03": "pickle",
    b"\x80\x04": "pickle",
    b"\x80\x05": "pickle",
    b"%PDF": "PDF",
    b"\x89PNG": "PNG",
    b"\x1f\x8b": "gzip",
    b"7z\xbc\xaf": "7z",
    b"Rar!": "RAR",
    b"SQLite format 3": "SQLite",
    b"\x7fELF": "ELF",
    b"MZ": "EXE",
}


def kind_of(data: bytes) -> tuple[Kind, str]:
    """Return what a file really is, and its name for the user."""
    head = data[:64]
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return "zip", "zip (.xlsx, .ods)"
    if head.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in data:
            return "protected", "Excel, password"
        return "biff", "Excel 97-2003 (.xls)"
    for magic, name in _BINARY.items():
        if head.startswith(magic):
            return "other", name
    return _kind_of_text(data[:4096].lstrip(b"\xef\xbb\xbf \t\r\n").lower())


def _kind_of_text(head: bytes) -> tuple[Kind, str]:
    if head.startswith((b"<html", b"<!doctype html", b"<table", b"<meta")):
        return "html", "HTML"
    if head.startswith(b"<?xml"):
        return ("html", "HTML") if b"<html" in head else ("other", "XML")
    return "text", "CSV"
