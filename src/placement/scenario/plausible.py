"""Amounts that look as if 万元 and 元 had been mixed up (PL727); nothing is changed, both readings are named."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from statistics import median_low
from typing import Any

from placement.errors import Problem, Text
from placement.money import FEN_PER_WAN as WAN
from placement.money import FEN_PER_YUAN as YUAN
from placement.money import YUAN_PER_WAN, amount_text, wan
from placement.plain import counted
from placement.policy.programmes import CapacityProgramme, Programme
from placement.scenario.context import Context
from placement.scenario.sections import BudgetSection
from placement.yamlfile import Key

FEWEST, MARGIN = 5, 4
"""How many amounts make a column, and how far its middle must lie within the bounds of a single one."""


@dataclass(frozen=True)
class Usual:
    """Bounds in fen outside of which an amount other than 0 is asked about."""

    least: int
    most: int
    per: Text

    def doubt(self, fen: int, unit: str | None = None) -> Text | None:
        """Say what else may have been meant, in the unit of the column, ``None`` for an amount within the bounds or 0."""
        if fen == 0 or self.least <= fen <= self.most:
            return None
        other = fen * YUAN_PER_WAN if fen < self.least else fen // YUAN_PER_WAN
        shown, meant = _amount(fen, unit), _amount(other, unit)
        much = Text("偏低", "low") if fen < self.least else Text("偏高", "high")
        return Text(
            f"{shown.zh}{self.per.zh}明显{much.zh}：是否应为 {meant.zh}（万元与元写错）？",
            f"{shown.en}{self.per.en} is very {much.en}: is {meant.en} meant (万元 and 元 mixed up)?",
        )

    def doubt_of_column(self, amounts: Sequence[int], unit: str | None = None) -> Text | None:
        """Say that the middle of a column is out of place by about three digits or more, ``None`` if it is not.

        A middle amount must be well within what a single one may be.
        """
        least, most = MARGIN * self.least, self.most // MARGIN
        if len(amounts) < FEWEST:
            return None
        middle = median_low(amounts)
        if least <= middle <= most:
            return None
        n = len(amounts)
        found, low, high = (_amount(fen, unit) for fen in (middle, least, most))
        return Text(
            f"整列金额都不合常理：{n} 个金额的中位数是 {found.zh}{self.per.zh}，"
            f"通常在 {low.zh}–{high.zh}{self.per.zh}之间；单位（元/万元）或位数可能错了",
            f"the whole column is beyond reason: the middle of its {n} amounts is {found.en}{self.per.en},"
            f" usually {low.en} to {high.en}; a wrong unit (元/万元) or wrong digits?",
        )


def _amount(fen: int, unit: str | None) -> Text:
    """Return an amount in the unit it is written in; where none is known in Chinese in 万元 from one on, else in yuan."""
    if unit:
        return amount_text(fen, unit)
    yuan = amount_text(fen, "元")
    return Text(wan(fen).zh if fen >= WAN else yuan.zh, yuan.en)


ONCE, PER_M2, RENT = Text("", ""), Text("/㎡", " per m²"), Text("/㎡·月", " per m² and month")
INVESTMENT = Usual(500 * YUAN, 5_000 * WAN, ONCE)
FITTING = Usual(10 * YUAN, 5 * WAN, PER_M2)
MONTHLY = Usual(10, 3_000 * YUAN, RENT)
GRANT = Usual(50 * YUAN, 10_000 * WAN, ONCE)
PER_AREA = Usual(YUAN, 5 * WAN, PER_M2)
LINE = Usual(1_000 * YUAN, 100_000 * WAN * 10, ONCE)

KEYS = {
    "cap": GRANT,
    "amount": GRANT,
    "amounts": GRANT,
    "steps": GRANT,
    "rates": GRANT,
    "amount_per_m2": PER_AREA,
    "ceilings": MONTHLY,
}
COLUMNS: dict[str, tuple[tuple[str, str, Usual], ...]] = {
    "costs": (("fixed_fen", "fixed_yuan", INVESTMENT), ("fen_per_m2", "yuan_per_m2", FITTING)),
    "premises": (
        ("rent_fen_per_m2_month", "rent_yuan_per_m2_month", MONTHLY),
        ("preparation_fen", "preparation_yuan", Usual(100 * YUAN, 2_000 * WAN, ONCE)),
    ),
}
IDS = {"costs": "format_id", "premises": "premises_id"}
CHECK = Text("请核对单位；无误的不必改。", "Check the unit; leave it where it is right.")


def check_plausible_costs(context: Context) -> Iterator[Problem]:
    """PL727, PL728 for the columns of the table of costs."""
    return _table(context, "costs")


def check_plausible_premises(context: Context) -> Iterator[Problem]:
    """PL727, PL728 for the columns of the table of premises."""
    return _table(context, "premises")


def check_plausible_amounts(context: Context) -> Iterator[Problem]:
    """PL727 (warning): amounts of programmes and budget lines that are very high or low; PL701 unknown columns."""
    yield from _columns_said_to_be_right(context)
    for programme_id, programme in context.programmes.items():
        for keys, fen, usual in _amounts(programme):
            doubt = usual.doubt(fen)
            if doubt is not None:
                problem = context.programme_problem("PL727", programme_id, keys, doubt, CHECK)
                yield replace(problem, severity="warning")
    for budget_id, section in context.file.budgets.items():
        path = ("budgets", budget_id)
        for keys, fen in _caps(section):
            doubt = LINE.doubt(fen)
            if doubt is not None:
                yield _warning(context, (*path, *keys), doubt)


def _warning(context: Context, path: tuple[Key, ...], rule: Text) -> Problem:
    return replace(context.findings.problem("PL727", path, rule, CHECK), severity="warning")


def _columns_said_to_be_right(context: Context) -> Iterator[Problem]:
    known = {f"{table}.{name}" for table, columns in COLUMNS.items() for _, name, _ in columns}
    for n, name in enumerate(context.file.data.amounts_right):
        if name not in known:
            path = ("data", "amounts_right", n)
            yield context.unknown(path, Text("金额列", "column of amounts"), name, known)


def _table(context: Context, table: str) -> Iterator[Problem]:
    """Yield PL727 (warning) or PL728 for each column of amounts that is not said to be right."""
    for column, column_id, usual in COLUMNS[table]:
        if f"{table}.{column_id}" not in context.file.data.amounts_right:
            yield from _column(context, table, (column, column_id), usual)


def _column(
    context: Context, table: str, names: tuple[str, str], usual: Usual
) -> Iterator[Problem]:
    """Ask about the first odd amount of a column (PL727), or about the column if its middle is odd (PL728)."""
    column, column_id = names
    frame, place = getattr(context.tables, table), context.tables.places.get(table)
    if place is not None:
        frame = frame.sort_values(IDS[table], key=lambda ids: ids.map(place.index))
    unit = None if place is None else place.unit(column_id)
    amounts = [max(fen, 0) for fen in frame[column].tolist()]
    whole = usual.doubt_of_column([fen for fen in amounts if fen > 0], unit)
    odd = [n for n, fen in enumerate(amounts) if usual.doubt(fen)]
    if whole is None and not odd:
        return
    first = odd[0] if whole is None else _first_like_the_middle(amounts, usual)
    row_id = str(frame[IDS[table]].iloc[first])
    if whole is not None:
        mend = Text(
            f"请改表头的单位（元/万元）或数值；确实无误的，在情景里写 data.amounts_right: [{table}.{column_id}]",
            f"Mend the unit in the header or the amounts; if they are right, write data.amounts_right: [{table}.{column_id}]",
        )
        path = ("data", "tables")
        problem = context.findings.problem("PL728", path, whole, mend)
    else:
        doubt = usual.doubt(amounts[first], unit) or ONCE
        rule = Text(
            f"{doubt.zh}（此列共 {len(odd)} 行如此）",
            f"{doubt.en} ({counted(len(odd), 'row')} like it)",
        )
        problem = _warning(context, ("data", "tables"), rule)
    yield context.tables.at(problem, table, row_id, column_id)


def _first_like_the_middle(amounts: Sequence[int], usual: Usual) -> int:
    """Return the first row that is as low as a middle too low, or as high as one too high."""
    middle = median_low([fen for fen in amounts if fen > 0])
    if middle < MARGIN * usual.least:
        return next(n for n, fen in enumerate(amounts) if 0 < fen <= middle)
    return next(n for n, fen in enumerate(amounts) if fen >= middle)


def _amounts(programme: Programme) -> Iterator[tuple[tuple[Key, ...], int, Usual]]:
    """Yield the amounts of a programme with their keys; those by bed, place or meal may be anything."""
    if isinstance(programme, CapacityProgramme):
        return
    for key, usual in KEYS.items():
        for keys, fen in _money((key,), getattr(programme, key, None)):
            yield keys, fen, usual


def _money(keys: tuple[Key, ...], value: Any) -> Iterator[tuple[tuple[Key, ...], int]]:
    """Yield the amounts inside tables and rows of tables."""
    if isinstance(value, int):
        yield keys, value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from _money((*keys, key), inner)
    elif isinstance(value, tuple):
        for n, row in enumerate(value):
            for key in ("amount", "cap"):
                yield from _money((*keys, n, key), getattr(row, key, None))


def _caps(section: BudgetSection) -> Iterator[tuple[tuple[Key, ...], int]]:
    for key in ("years", "per_district", "districts"):
        yield from _money((key,), getattr(section, key))
