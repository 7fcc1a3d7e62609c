"""What one plan does that another does not, option by option, in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from placement.advice.opened import OpenRun
from placement.engine import NEVER, Decisions
from placement.plain import plain

Change = Literal["added", "dropped", "moved"]


@dataclass(frozen=True, slots=True)
class Move:
    """One option that is done in one plan and not, or in another year, in the other; money in fen.

    Attributes
    ----------
    year, year_before
        0 where it is not done.
    """

    change: Change
    option_id: str
    site_id: str
    site: str
    format: str
    year: int
    year_before: int
    investment_fen: int
    public_fen: int
    programmes: tuple[str, ...]


def moves_between(run: OpenRun, before: Decisions, after: Decisions) -> tuple[Move, ...]:
    """List what changes from one plan to the other: sites put to another use first, then what is dropped."""
    found = []
    for o in range(run.instance.n_options):
        was, becomes = int(before.start[o]), int(after.start[o])
        if was != becomes:
            found.append(_move(run, o, was, becomes))
    order = {"dropped": 0, "moved": 1, "added": 2}
    moved = {move.site_id for move in found if move.change == "dropped"}
    swapped = moved & {move.site_id for move in found if move.change == "added"}

    def place(move: Move) -> tuple[str, int, int, str]:
        # A site given another use stands in two rows, one below the other.
        site = move.site_id if move.site_id in swapped else "\uffff"
        return site, order[move.change], move.year, move.option_id

    return tuple(sorted(found, key=place))


def _move(run: OpenRun, option: int, was: int, becomes: int) -> Move:
    row = run.table.rows.iloc[option]
    change: Change = "added" if was == NEVER else "dropped" if becomes == NEVER else "moved"
    years = run.instance.years
    return Move(
        change=change,
        option_id=str(row["option_id"]),
        site_id=str(row["site_id"]),
        site=plain(row["site_name"]),
        format=format_text(run, option),
        year=0 if becomes == NEVER else years[becomes],
        year_before=0 if was == NEVER else years[was],
        investment_fen=int(row["investment_fen"]),
        public_fen=int(run.instance.options.public_fen[option]),
        programmes=tuple(run.names.programmes.get(p, p) for p in row["programmes"]),
    )


def format_text(run: OpenRun, option: int) -> str:
    """Say what an option is: the format's name, or the judged line it raises, with its units."""
    row = run.table.rows.iloc[option]
    line = str(row["judged_line"])
    name = run.names.kinds.get(line, line) if line else run.formats[str(row["cost_row"])]
    units = int(row["units"])
    return plain(name) if units == 1 else f"{plain(name)}×{units}"
