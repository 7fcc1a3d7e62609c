"""The bytes of a file: only ordinary files inside the data folder, read once, of the kind they claim."""

from __future__ import annotations

import hashlib
import os
import stat
from dataclasses import dataclass
from pathlib import Path

from placement.contents import Kind, kind_of
from placement.errors import InputError, Problem
from placement.tables.finding import finding
from placement.yamlfile.document import shown_path
from placement.yamlfile.paths import check_regular_file

TEXT_ENDINGS = frozenset((".csv", ".tsv", ".txt"))
WORKBOOK_ENDINGS = frozenset((".xlsx", ".xlsm", ".xls", ".ods"))
MAP_ENDINGS = frozenset((".geojson", ".json"))

SAVE_AS_TEXT = (
    "请在 Excel 中打开，把这张表另存为“CSV UTF-8”，仍用原来的文件名（打不开的不是表格，请换文件）；"
    "若各表都在这一个工作簿里，请另存为 .xlsx，在情景的 data.tables 里只写这个工作簿。",
    "Open it in Excel and save this table as “CSV UTF-8” under the same name (what does not open is no table: replace "
    "it); if all tables are in this one workbook, save it as .xlsx and name it alone as data.tables of the scenario.",
)


@dataclass(frozen=True, slots=True)
class Content:
    """A file that was read: its name as shown to the user, its bytes and their SHA-256."""

    shown: str
    ending: str
    data: bytes
    sha256: str


def read_content(path: Path, *, root: Path, limit: int) -> Content:
    """Read a file once, refusing what is not an ordinary file inside `root`.

    Raises
    ------
    InputError
        PL101 missing, PL103 empty, PL109 larger than `limit` bytes, PL118 outside the folder or no ordinary
        file, PL120 changed while it was read.
    """
    check_regular_file(path, root, Path.exists)
    shown = shown_path(path, root)
    with path.open("rb") as stream:
        before = os.fstat(stream.fileno())
        if not stat.S_ISREG(before.st_mode):
            raise InputError([_not_regular().at(file=shown)])
        if before.st_size > limit:
            raise InputError([_too_large(before.st_size, limit).at(file=shown)])
        data = stream.read(limit + 1)
        after = os.fstat(stream.fileno())
    changed = (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns)
    if changed or len(data) != after.st_size:
        raise InputError([_changed(before.st_size, after.st_size).at(file=shown)])
    if not data:
        raise InputError([_empty().at(file=shown)])
    return Content(shown, path.suffix.casefold(), data, hashlib.sha256(data).hexdigest())


def check_kind(content: Content) -> Kind:
    """Return the kind of a file if it is what its ending says.

    Raises
    ------
    InputError
        PL105 another kind than the ending says, PL106 protected by a password, PL119 no table at all.
    """
    kind, name = kind_of(content.data)
    wanted = _wanted(content.ending)
    if wanted is None or kind == "other":
        shown = content.ending if wanted is None else name
        raise InputError([not_a_table(shown).at(file=content.shown)])
    if kind == "protected":
        raise InputError([protected().at(file=content.shown)])
    if kind not in wanted:
        raise InputError([_another_kind(content, kind, name).at(file=content.shown)])
    return kind


def _wanted(ending: str) -> frozenset[Kind] | None:
    if ending in TEXT_ENDINGS or ending in MAP_ENDINGS:
        return frozenset(("text",))
    if ending == ".xls":
        return frozenset(("biff",))
    return frozenset(("zip",)) if ending in WORKBOOK_ENDINGS else None


def _not_regular() -> Problem:
    return finding(
        "PL118",
        ("只能读取普通文件", "not a regular file: only ordinary files are read"),
        ("请改用普通文件。", "Name an ordinary file."),
    )


def _empty() -> Problem:
    return finding(
        "PL103",
        ("文件为空（0 字节）", "the file is empty (0 bytes)"),
        ("请核对文件是否保存完整。", "Check that the file was saved completely."),
    )


def _too_large(size: int, limit: int) -> Problem:
    return finding(
        "PL109",
        (
            f"文件有 {size:,} 字节，超过上限 {limit:,} 字节",
            f"the file has {size:,} bytes, above the limit of {limit:,}",
        ),
        (
            "请拆分数据，或在情景文件 data.limits.file_bytes 中提高上限。",
            "Split the data, or raise data.limits.file_bytes in the scenario.",
        ),
    )


def _changed(before: int, after: int) -> Problem:
    return finding(
        "PL120",
        (
            f"文件在读取过程中被改动（{before:,} → {after:,} 字节）",
            f"the file changed while it was read ({before:,} → {after:,} bytes)",
        ),
        ("请关闭正在编辑该文件的程序后重试。", "Close the program that edits it and try again."),
    )


def protected() -> Problem:
    """Return PL106: the workbook asks for a password."""
    return finding(
        "PL106",
        ("工作簿有密码保护，无法读取", "the workbook is protected by a password"),
        (
            "请在 Excel 中打开，依次点“文件—信息—保护工作簿—用密码进行加密”，清空密码后保存。",
            "Open it in Excel, go to File, Info, Protect Workbook, Encrypt with Password, clear the password and save.",
        ),
    )


def not_a_table(name: str) -> Problem:
    """Return PL119: a file that holds no table this program reads."""
    return finding(
        "PL119",
        (
            f"这不是可读取的表格文件（{name}），未加载",
            f"this is no table that can be read ({name}); it was not loaded",
        ),
        (
            "可用：CSV 文件夹（.csv .tsv .txt，路网可用 .geojson），或一个工作簿（.xlsx .xlsm .xls .ods）。",
            "Accepted: a folder of .csv, .tsv or .txt (streets also .geojson), or one .xlsx, .xlsm, .xls or .ods"
            " workbook.",
        ),
    )


def _another_kind(content: Content, kind: Kind, name: str) -> Problem:
    advice = {
        "biff": (
            "请在 Excel 中另存为 .xlsx（.xls 最多 65,536 行）。",
            "Open it in Excel and save as .xlsx (.xls holds at most 65,536 rows).",
        ),
        "html": (
            "这是网页（HTML），不是 Excel；请在 Excel 中打开后另存为 .xlsx。",
            "This is HTML, not Excel; open it in Excel and save as .xlsx.",
        ),
        "text": (
            "请在 Excel 中打开后另存为 .xlsx 工作簿；或把各表的 CSV 放进一个文件夹，在情景里写文件夹名。",
            "Open it in Excel and save it as an .xlsx workbook; or put the CSV files of all tables into a folder and"
            " name the folder in the scenario.",
        ),
        "zip": ("请把扩展名改为 .xlsx。", "Rename it to .xlsx."),
    }
    # Renamed, it would be a workbook in a folder of tables, which is read no better.
    is_named_text = content.ending in TEXT_ENDINGS and kind in {"zip", "biff"}
    return finding(
        "PL105",
        (
            f"文件扩展名是 {content.ending}，内容却是 {name}",
            f"the file is named {content.ending} but holds {name}",
        ),
        SAVE_AS_TEXT if is_named_text else advice[kind],
        value=name,
    )
