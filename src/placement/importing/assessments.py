"""The tables of judgements, visibility and costs: what no source gives, as the recipe states it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path

import pandas as pd

from placement.errors import InputError, Problem, Text
from placement.importing.assumptions import Invisible
from placement.importing.recipe import JudgedLine


def build_judgements(circles: pd.DataFrame, lines: tuple[JudgedLine, ...]) -> pd.DataFrame:
    """Give every circle the recipe's points of each judged line, in order of circle and line."""
    rows = [
        (
            circle,
            line.line,
            line.current,
            line.reachable,
            _cost_yuan(line),
            line.earliest_year or "",
        )
        for circle in circles["circle_id"]
        for line in lines
    ]
    columns = ["circle_id", "line_id", "current", "reachable", "cost_yuan", "earliest_year"]
    return pd.DataFrame(rows, columns=columns)


def _cost_yuan(line: JudgedLine) -> int:
    return round((line.reachable - line.current) * line.yuan_per_point)


def build_visibility(kinds: dict[str, Invisible], known: Collection[str]) -> pd.DataFrame:
    """List every known kind, visible unless the recipe says that the source cannot show it."""
    rows = [
        (kind, kind not in kinds, kinds[kind].assumed_per_circle, kinds[kind].zh)
        if kind in kinds
        else (kind, True, 0, "")
        for kind in known
    ]
    return pd.DataFrame(rows, columns=["kind", "visible", "assumed_per_circle", "note"])


def read_costs(path: Path, left_out: Collection[str]) -> pd.DataFrame:
    """Read the format table as text, without the formats the recipe leaves out."""
    formats = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    return formats[~formats["format_id"].isin(left_out)].reset_index(drop=True)


def check_kinds(used: Mapping[str, Collection[str]], known: Collection[str]) -> None:
    """Check that every kind a recipe names is in the dictionary of kinds.

    Parameters
    ----------
    used
        Part of the recipe → kind ids named there.
    known
        Kind ids of the dictionary.

    Raises
    ------
    InputError
        PL315 for each that is not.
    """
    unknown = [
        (part, kind) for part, kinds in used.items() for kind in sorted(set(kinds) - set(known))
    ]
    if unknown:
        raise InputError(
            Problem(
                code="PL315",
                column=part,
                value=kind,
                rule=Text("业态须在业态字典中", "a kind must be in the dictionary of kinds"),
                mend=Text("改正业态编号。", "Correct the id of the kind."),
            )
            for part, kind in unknown
        )
