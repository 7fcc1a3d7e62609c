"""One workbook (.xlsx, .xlsm, .xls, .ods): its sheets as grids of cells."""

from __future__ import annotations

import io
from collections.abc import Mapping

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetVisibleEnum,
)

from placement.errors import InputError, Problem, listed
from placement.policy.kinds import fold_name
from placement.tables.dictionary.columns import TABLES
from placement.tables.files.archive import Archive, damaged, open_archive
from placement.tables.files.content import Content, protected
from placement.tables.files.unread import (
    is_like_a_table,
    near_title,
    no_table_in,
    not_read,
    unread_names,
)
from placement.tables.files.used_range import (
    check_used_range,
    hidden_rows,
    used_range,
    used_range_ods,
)
from placement.tables.files.workbook_errors import name_formulas
from placement.tables.finding import finding
from placement.tables.grid import Grid
from placement.tables.model import Limits
from placement.tables.spec import TableSpec

_ODS_CONTENT = "content.xml"


def read_workbook(
    content: Content, kind: str, limits: Limits
) -> tuple[dict[str, Grid], list[Problem]]:
    """Read the sheets that are named like tables; other sheets are left alone.

    Returns
    -------
    grids
        By table id.
    problems
        Of the workbook and its sheets: PL108, PL110, PL112, PL115, PL116, PL117, PL218–PL220.

    Raises
    ------
    InputError
        The workbook cannot be opened at all.
    """
    archive = Archive({}, {}, ()) if kind == "biff" else open_archive(content, limits)
    problems = list(archive.problems)
    too_large = list(_too_large(archive, limits, content))
    if too_large:
        raise InputError(too_large)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content.data))
        names = {spec.id: _sheets_named(spec, book.sheet_names) for spec in TABLES.values()}
        problems += _name_problems(names, book.sheet_names, content)
        grids = {
            table_id: _read_sheet(book.get_sheet_by_name(found[0]), archive, content)
            for table_id, found in names.items()
            if len(found) == 1
        }
        problems += _hidden_sheets(book, grids, content)
    except PasswordError:
        raise InputError([protected().at(file=content.shown)]) from None
    except (CalamineError, ValueError, OverflowError) as error:
        raise InputError([damaged(content).at(file=content.shown)]) from error
    used = {grid.sheet for grid in grids.values()}
    marked = {name: archive.parts[part] for name, part in archive.sheets.items() if name in used}
    problems += name_formulas(content, marked)
    return grids, problems


def _too_large(archive: Archive, limits: Limits, content: Content) -> list[Problem]:
    """Return PL110 of every worksheet, listed or not: reading one that is too large ends the process."""
    names = {part: sheet for sheet, part in archive.sheets.items()}
    problems = []
    for name, part in archive.parts.items():
        if name == _ODS_CONTENT:
            found = check_used_range(used_range_ods(part), limits)
        else:
            found = check_used_range(used_range(part), limits) if b"sheetData" in part else None
        if found is not None:
            problems.append(found.at(file=content.shown, sheet=names.get(name)))
    return problems


def _sheets_named(spec: TableSpec, sheet_names: list[str]) -> list[str]:
    wanted = {fold_name(name) for name in (spec.id, spec.name, *spec.aliases)}
    return [name for name in sheet_names if fold_name(name) in wanted]


def _name_problems(
    names: Mapping[str, list[str]], sheet_names: list[str], content: Content
) -> list[Problem]:
    if not any(names.values()) and not is_like_a_table(sheet_names):
        return [no_table_in(sheet_names, is_workbook=True).at(file=content.shown)]
    problems = []
    for table_id, found in names.items():
        spec = TABLES[table_id]
        if not found and spec.required:
            problems.append(_no_sheet(spec, sheet_names))
        if len(found) > 1:
            problems.append(_two_sheets(spec, found))
    unread = unread_names(sheet_names)
    if unread:
        problems.append(not_read(unread))
    return [problem.at(file=content.shown) for problem in problems]


def _read_sheet(sheet: CalamineSheet, archive: Archive, content: Content) -> Grid:
    rows = sheet.to_python(skip_empty_area=False)
    part = archive.parts.get(archive.sheets.get(sheet.name, ""), b"")
    return Grid(
        file=content.shown,
        sheet=sheet.name,
        rows=rows,
        numbers=range(1, len(rows) + 1),
        merged=tuple((*start, *end) for start, end in sheet.merged_cell_ranges or ()),
        hidden=hidden_rows(part),
    )


def _hidden_sheets(
    book: CalamineWorkbook, grids: Mapping[str, Grid], content: Content
) -> list[Problem]:
    used = {grid.sheet: len(grid.rows) for grid in grids.values()}
    return [
        finding(
            "PL117",
            (
                f"工作表被隐藏，其中 {used[sheet.name]} 行仍已读取",
                f"the sheet is hidden; its {used[sheet.name]} rows were read",
            ),
            ("不应计入时请删除该工作表。", "Delete the sheet if it should not count."),
            severity="warning",
        ).at(file=content.shown, sheet=sheet.name)
        for sheet in book.sheets_metadata
        if sheet.name in used and sheet.visible != SheetVisibleEnum.Visible
    ]


def _no_sheet(spec: TableSpec, sheet_names: list[str]) -> Problem:
    free = unread_names(sheet_names)
    near = near_title(spec.name, free) or near_title(spec.id, free)
    guess = (
        ("", "")
        if near is None
        else (
            f"“{near}”如果就是它，请改名为“{spec.name}”；否则",
            f"If “{near}” is meant, rename it to {spec.name}; otherwise ",
        )
    )
    return finding(
        "PL115",
        (
            f"工作簿中没有工作表“{spec.name}”（{spec.id}）；现有：{'、'.join(sheet_names)}",
            f"the workbook has no sheet {spec.id} ({spec.name}); found: {', '.join(sheet_names)}",
        ),
        (
            f"{guess[0]}请补上该工作表；placement template 可生成空表。",
            f"{guess[1]}{'A' if near is None else 'a'}dd it; `placement template` writes an empty workbook.",
        ),
    )


def _two_sheets(spec: TableSpec, found: list[str]) -> Problem:
    shown = listed(f"“{name}”" for name in found)
    return finding(
        "PL116",
        (f"{shown.zh} 都是{spec.name}表", f"{shown.en} are both table {spec.id}"),
        ("请只保留一张，或改名。", "Keep one of them, or rename the other."),
    )
