"""Assumptions: values the source does not give, each written in the recipe with its reason."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Generic, TypeVar

from pydantic import BaseModel, Field

from placement.errors import Text, listed
from placement.tables.dictionary.columns import TABLES
from placement.yamlfile import StrictModel

T = TypeVar("T")


class Reason(StrictModel):
    """Why a value was assumed, in both languages."""

    zh: str
    en: str


class Assumed(StrictModel, Generic[T]):
    """A value that was assumed, and why."""

    value: T
    reason: Reason


class Choice(StrictModel):
    """Something assumed in words alone, such as which year the data stand for."""

    zh: str
    en: str


class Invisible(Choice):
    """A kind the source of outlets cannot show, and how many each circle is assumed to have."""

    assumed_per_circle: Annotated[int, Field(ge=0)]


@dataclass(frozen=True, slots=True)
class Found:
    """An assumption as it stands in a recipe; ``value`` is ``None`` where it is a statement in words."""

    key: str
    value: Any
    reason: Text


@dataclass(frozen=True, slots=True)
class Assumption:
    """One assumption as it is printed and published with every result.

    Attributes
    ----------
    key
        Dotted key of the rule in the recipe; a reader finds the whole value there.
    what
        What was assumed, in plain words; ``None`` where the reason says all.
    rows
        Tables it is about → how many of their rows it decides; ``None`` where the source does not let that be told.
    """

    key: str
    what: Text | None
    reason: Text
    rows: Mapping[str, int | None]

    @property
    def text(self) -> Text:
        """What was assumed, why, by which rule, and how many rows it touches."""
        head = Text("", "") if self.what is None else Text(f"{self.what.zh}：", f"{self.what.en}: ")
        ends = self._touched() if self.rows else Text("", "")
        return Text(
            f"{head.zh}{self.reason.zh}（导入规则 {self.key}{ends.zh}）",
            f"{head.en}{self.reason.en} (rule {self.key} of the recipe{ends.en})",
        )

    def _touched(self) -> Text:
        rows = [(table, n) for table, n in self.rows.items() if n != 0]
        if not rows:
            return Text("；这次没有用到", "; not needed this time")
        told = listed(_rows_of(table, n) for table, n in rows)
        return Text(f"；涉及{told.zh}", f"; {told.en}")


def find_assumptions(recipe: BaseModel) -> tuple[Found, ...]:
    """Return every assumption inside a recipe, in the order of its fields."""
    return tuple(_found_in(recipe, ""))


def _found_in(value: Any, key: str) -> Iterator[Found]:
    if isinstance(value, Assumed):
        yield Found(key, value.value, Text(value.reason.zh, value.reason.en))
    elif isinstance(value, Invisible):
        yield Found(key, value.assumed_per_circle, Text(value.zh, value.en))
    elif isinstance(value, Choice):
        yield Found(key, None, Text(value.zh, value.en))
    elif isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from _found_in(getattr(value, name), f"{key}.{name}" if key else name)
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield from _found_in(inner, f"{key}.{name}")


def _rows_of(table: str, rows: int | None) -> Text:
    name = TABLES[table].name
    if rows is None:
        return Text(f"{name}表，行数无法分辨", f"table {table}, how many rows cannot be told")
    return Text(f"{name}表 {rows:,} 行", f"{rows:,} row{'' if rows == 1 else 's'} of table {table}")
