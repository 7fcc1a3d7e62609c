"""From a grid to the rows that hold data."""

from __future__ import annotations

from collections.abc import Sequence

from placement.errors import Problem
from placement.policy.kinds import fold_name
from placement.tables.files.shape import TOTAL_WORDS, Kept, no_header, odd_header, shape_problems
from placement.tables.files.size import size_problems
from placement.tables.grid import Body, Cell, Grid
from placement.tables.header import Header, find_header, read_header
from placement.tables.mistaken import another_table, table_held
from placement.tables.model import TableSettings
from placement.tables.spec import TableSpec
from placement.tables.unmatched import unmatched_columns


def build_body(
    grid: Grid, spec: TableSpec, settings: TableSettings
) -> tuple[Body | None, list[Problem]]:
    """Find the header of a grid and the rows below it that hold data.

    Returns
    -------
    body
        None where the header is unusable.
    problems
        PL104, PL117, PL121, PL122 on size, PL209–PL217 on shape, PL227 another table.
    """
    held = table_held(grid, spec)
    if held is not None:
        return None, [another_table(grid, spec, held)]
    index = find_header(grid, spec)
    if index is None:
        return None, [no_header(grid, spec)]
    header = read_header(grid, spec, index)
    problems = [
        *header.problems,
        *unmatched_columns(grid, spec, header, strict=settings.strict),
        *odd_header(grid, spec, header),
    ]
    kept = _keep(grid, header)
    body = Body(
        spec=spec,
        file=grid.file,
        sheet=grid.sheet,
        heads=header.heads,
        rows=kept.rows,
        numbers=kept.numbers,
        header_row=grid.numbers[index],
        incomplete=bool(kept.ragged),
    )
    problems += shape_problems(grid, body, kept)
    problems += size_problems(grid, body, settings.limits.rows)
    unusable = any(p.code in {"PL121", "PL214"} for p in problems)
    return (None if unusable else body), problems


def _keep(grid: Grid, header: Header) -> Kept:
    kept = Kept(header.width)
    for number, row in zip(
        grid.numbers[header.index + 1 :], grid.rows[header.index + 1 :], strict=True
    ):
        if not any(cell != "" and str(cell).strip() for cell in row):
            kept.blank.append(number)
        elif _is_ragged(grid, row, header.width):
            kept.ragged.append((number, row))
        elif _is_total(row, header):
            kept.totals.append((number, row))
        else:
            kept.rows.append(row)
            kept.numbers.append(number)
    return kept


def _is_ragged(grid: Grid, row: Sequence[Cell], width: int) -> bool:
    if grid.is_workbook or len(row) == width:
        return False
    return len(row) < width or any(str(cell).strip() for cell in row[width:])


def _is_total(row: Sequence[Cell], header: Header) -> bool:
    worded = [h.position for h in header.heads.values() if h.spec.type in {"id", "text", "word"}]
    return any(
        isinstance(cell, str) and len(cell) <= 16 and fold_name(cell).strip(":") in TOTAL_WORDS  # noqa: PLR2004
        for cell in (row[p] for p in {0, *worded} if p < len(row))
        if cell
    )
