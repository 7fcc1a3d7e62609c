"""What a column and a table are: the records the column dictionary is made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Literal

from placement.errors import Text

ColumnType = Literal[
    "id",  # identifier: text, unique in its own table or naming a row of another
    "text",  # free text
    "word",  # text that groups rows: district, area class, source class
    "count",  # whole number
    "decimal",  # exact decimal number, kept as Decimal
    "metres",  # decimal in the file, whole metres (rounded half up) in the frame
    "degrees",  # longitude or latitude, float in the frame
    "area",  # m² in the file, whole dm² in the frame
    "money",  # yuan or 万元 in the file, whole fen in the frame
    "year",  # calendar year
    "flag",  # yes or no
    "kinds",  # list of kinds, tuple of kind ids in the frame
    "kind",  # one kind
    "tier",  # tier of the policy
    "line",  # judged line of the policy
]
Presence = Literal["required", "filled", "optional"]

_UNITS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "元": {"yuan": "元", "元": "元", "wanyuan": "万元", "万元": "万元", "万": "万元"},
        "元/平方米": {"元/平方米": "元", "万元/平方米": "万元", "元": "元", "万元": "万元"},
        "元/平方米·月": {"元/平方米·月": "元", "元/月·平方米": "元", "万元/平方米·月": "万元"},
        "平方米": {"平方米": "平方米"},
        "人": {"人": "人"},
        "户": {"户": "户"},
        "个": {"个": "个"},
        "分": {"分": "分"},
        "分钟": {"分钟": "分钟", "min": "分钟"},
        "米": {"米": "米", "m": "米"},
        "度": {"度": "度", "°": "度"},
        "年": {"年": "年"},
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnSpec:
    """One column of a table.

    Attributes
    ----------
    id
        English header; money columns carry their unit (``fixed_yuan``; ``fixed_wanyuan`` is read as well).
    name
        Chinese header without unit.
    frame
        Column of the frame the reader delivers; empty for a column that is read and left out.
    unit
        Unit in the file, as Chinese headers write it; empty where there is none.
    presence
        ``required``: column and every cell; ``filled``: the column may be missing, but once it is there
        every cell counts and a blank one is refused; ``optional``: blank cells take ``blank``.
    blank
        Value in the frame of a missing cell.
    low, high
        Inclusive range in the unit of the file (money: yuan).
    choices
        Words that are suggested in the template's drop-down.
    lookalikes
        Words in headers that may mean this column; they are asked about, not read.
    is_quiet
        Whether a missing column needs no mention: only programmes that ask for it look at it.
    """

    id: str
    name: str
    type: ColumnType
    note: Text
    frame: str = "="
    unit: str = ""
    presence: Presence = "required"
    blank: Any = None
    low: Decimal | int | None = None
    high: Decimal | int | None = None
    aliases: tuple[str, ...] = ()
    lookalikes: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    example: str = ""
    is_quiet: bool = False

    @property
    def frame_column(self) -> str:
        """Column of the frame, empty if the column is not delivered."""
        return self.id if self.frame == "=" else self.frame

    @property
    def header_zh(self) -> str:
        """Chinese header with its unit, such as ``固定投入(元)``."""
        return f"{self.name}({self.unit})" if self.unit and self.type != "degrees" else self.name

    @property
    def is_money(self) -> bool:
        """Whether the column holds money."""
        return self.type == "money"

    @property
    def is_numeric(self) -> bool:
        """Whether cells hold a number."""
        return self.type in {"count", "decimal", "metres", "degrees", "area", "money", "year"}

    @property
    def header_units(self) -> Mapping[str, str]:
        """Units a header may state, and the unit each means; see :func:`placement.tables.header.fold_unit`."""
        return _UNITS.get(self.unit, {})

    @property
    def names(self) -> Mapping[str, str]:
        """Every header without brackets that means this column, and the unit it states (or '')."""
        spelt = dict.fromkeys((self.name, *self.aliases), "")
        if self.is_money:
            spelt[self.id.replace("_yuan", "")] = ""
            spelt[self.id.replace("yuan", "wanyuan")] = "万元"
        return spelt | {self.id: "元" if self.is_money else self.unit}


@dataclass(frozen=True, slots=True, kw_only=True)
class TableSpec:
    """One table of the input.

    Attributes
    ----------
    id
        English name of the file or sheet.
    name
        Chinese name of the file or sheet.
    key
        Columns (English ids) that together identify a row.
    required
        Whether a plan needs the table.
    """

    id: str
    name: str
    key: tuple[str, ...]
    columns: tuple[ColumnSpec, ...]
    note: Text
    required: bool = True
    aliases: tuple[str, ...] = ()

    def column(self, column_id: str) -> ColumnSpec:
        """Return the column with this id; KeyError if there is none."""
        for column in self.columns:
            if column.id == column_id:
                return column
        raise KeyError(column_id)

    @property
    def located(self) -> bool:
        """Whether rows have coordinates, so that a datum must be declared."""
        return any(column.type == "degrees" for column in self.columns)
