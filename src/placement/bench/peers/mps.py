"""Free MPS files, written and read back: what every peer is given.

Columns are ``x0, x1, …`` and rows ``r0, r1, …`` in order of position. All numbers are integers; a row the engine
has scaled by a power of two is written as it was.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import scipy.sparse as sp

from placement.engine.solver.compile import Float, SparseModel, row_factors

OBJECTIVE = "cost"
LARGEST_SHIFT = 60


def unscaled(model: SparseModel) -> SparseModel:
    """Return the model with every row multiplied by the power of two that makes its numbers integers."""
    matrix = model.matrix.tocsr()
    factor = np.ones(matrix.shape[0])
    row_of = np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))
    for _ in range(LARGEST_SHIFT):
        values = matrix.data * factor[row_of]
        broken = np.zeros(len(factor), dtype=bool)
        broken[row_of[values != np.rint(values)]] = True
        if not broken.any():
            break
        factor[broken] *= 2
    return SparseModel(
        matrix=(sp.diags(factor) @ matrix).tocsc(),
        row_lower=model.row_lower * factor,
        row_upper=model.row_upper * factor,
        col_lower=model.col_lower,
        col_upper=model.col_upper,
        is_integer=model.is_integer,
        terms=model.terms,
    )


def write_mps(path: Path, model: SparseModel, cost: Float) -> None:
    """Write a minimisation of ``cost @ x`` over the model's rows."""
    with path.open("w", encoding="ascii") as file:
        file.writelines(_lines(model, cost))


def _lines(model: SparseModel, cost: Float) -> Iterator[str]:
    low, high = model.row_lower, model.row_upper
    yield "NAME placement\nROWS\n"
    yield f" N {OBJECTIVE}\n"
    for r in range(len(low)):
        yield f" {_kind(low[r], high[r])} r{r}\n"
    yield "COLUMNS\n"
    yield from _columns(model, cost)
    yield "RHS\n"
    for r in range(len(low)):
        side = low[r] if np.isfinite(low[r]) else high[r]
        if np.isfinite(side) and side != 0:
            yield f" rhs r{r} {_number(side)}\n"
    yield "RANGES\n"
    for r in range(len(low)):
        if np.isfinite(low[r]) and np.isfinite(high[r]) and low[r] != high[r]:
            yield f" rng r{r} {_number(high[r] - low[r])}\n"
    yield "BOUNDS\n"
    for c in range(len(model.col_lower)):
        yield from _bounds(c, model.col_lower[c], model.col_upper[c])
    yield "ENDATA\n"


def _kind(low: float, high: float) -> str:
    if low == high:
        return "E"
    if np.isfinite(low):
        return "G"
    return "L" if np.isfinite(high) else "N"


def _columns(model: SparseModel, cost: Float) -> Iterator[str]:
    matrix = model.matrix
    inside = False
    for c in range(matrix.shape[1]):
        if bool(model.is_integer[c]) != inside:
            inside = not inside
            yield f" m{c} 'MARKER' '{'INTORG' if inside else 'INTEND'}'\n"
        entries = [(OBJECTIVE, cost[c])] if cost[c] else []
        part = slice(matrix.indptr[c], matrix.indptr[c + 1])
        entries += [
            (f"r{r}", v) for r, v in zip(matrix.indices[part], matrix.data[part], strict=True)
        ]
        for row, value in entries or [(OBJECTIVE, 0.0)]:
            yield f" x{c} {row} {_number(value)}\n"
    if inside:
        yield " mend 'MARKER' 'INTEND'\n"


def _bounds(c: int, low: float, high: float) -> Iterator[str]:
    if low == high:
        yield f" FX bnd x{c} {_number(low)}\n"
        return
    yield f" LO bnd x{c} {_number(low)}\n" if np.isfinite(low) else f" MI bnd x{c}\n"
    yield f" UP bnd x{c} {_number(high)}\n" if np.isfinite(high) else f" PL bnd x{c}\n"


def _number(value: float) -> str:
    return str(int(value)) if value == int(value) else repr(float(value))


def read_mps(path: Path) -> tuple[SparseModel, Float]:
    """Read a file that :func:`write_mps` wrote; return the model and its objective.

    Rows are scaled as the engine scales its own.
    """
    parts: dict[str, list[list[str]]] = {}
    section = ""
    for line in path.read_text(encoding="ascii").splitlines():
        if line[0] != " ":
            section = line.split()[0]
            parts[section] = []
        else:
            parts[section].append(line.split())
    rows = [(kind, name) for kind, name in parts["ROWS"] if name != OBJECTIVE]
    columns, is_integer, cost, entries = _read_columns(parts["COLUMNS"])
    r, c, v = (np.array(part) for part in zip(*entries, strict=True)) if entries else ([], [], [])
    matrix = sp.csc_matrix((v, (r, c)), shape=(len(rows), columns), dtype=float)
    low, high = _read_sides(rows, parts)
    factors = row_factors(matrix)
    col_low, col_high = _read_bounds(columns, parts["BOUNDS"])
    model = SparseModel(
        matrix=(sp.diags(factors) @ matrix).tocsc(),
        row_lower=low * factors,
        row_upper=high * factors,
        col_lower=col_low,
        col_upper=col_high,
        is_integer=np.array(is_integer, dtype=bool),
        terms={},
    )
    return model, cost


def _read_columns(
    lines: list[list[str]],
) -> tuple[int, list[bool], Float, list[tuple[int, int, float]]]:
    is_integer: list[bool] = []
    cost: list[float] = []
    entries: list[tuple[int, int, float]] = []
    inside = False
    for name, row, text in lines:
        if row == "'MARKER'":
            inside = text == "'INTORG'"
            continue
        c = int(name[1:])
        if c == len(is_integer):
            is_integer.append(inside)
            cost.append(0.0)
        if row == OBJECTIVE:
            cost[c] = float(text)
        else:
            entries.append((int(row[1:]), c, float(text)))
    return len(is_integer), is_integer, np.array(cost), entries


def _read_sides(
    rows: list[tuple[str, str]], parts: dict[str, list[list[str]]]
) -> tuple[Float, Float]:
    low, high = np.full(len(rows), -np.inf), np.full(len(rows), np.inf)
    side = np.zeros(len(rows))
    for _, row, text in parts["RHS"]:
        side[int(row[1:])] = float(text)
    for r, (kind, _) in enumerate(rows):
        if kind in "EG":
            low[r] = side[r]
        if kind in "EL":
            high[r] = side[r]
    for _, row, text in parts["RANGES"]:
        high[int(row[1:])] = low[int(row[1:])] + float(text)
    return low, high


def _read_bounds(columns: int, lines: list[list[str]]) -> tuple[Float, Float]:
    low, high = np.zeros(columns), np.full(columns, np.inf)
    for kind, _, name, *text in lines:
        c = int(name[1:])
        if kind in {"LO", "FX"}:
            low[c] = float(text[0])
        if kind in {"UP", "FX"}:
            high[c] = float(text[0])
        if kind == "MI":
            low[c] = -np.inf
    return low, high
