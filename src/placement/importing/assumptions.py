"""Assumptions: values the source does not give, each written in the recipe with its reason."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Any, Generic, TypeVar

from pydantic import BaseModel, Field

from placement.errors import Text
from placement.yamlfile import StrictModel

T = TypeVar("T")

LONGEST_VALUE = 80


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
class Assumption:
    """One assumption as it is printed and written into the scenario.

    Attributes
    ----------
    key
        Dotted key in the recipe; a reader finds the whole value there.
    value
        The value as text, long ones cut; empty where the assumption is a statement in words.
    reason
        Why, in both languages.
    """

    key: str
    value: str
    reason: Text

    def __str__(self) -> str:
        """``homes.residents_per_home = 2.6：理由 · reason``."""
        head = f"{self.key} = {self.value}：" if self.value else ""
        return f"{head}{self.reason.zh} · {self.reason.en}"


def collect_assumptions(model: BaseModel) -> tuple[Assumption, ...]:
    """Return every assumption inside a recipe, in the order of its fields."""
    return tuple(_found_in(model, ""))


def _found_in(value: Any, key: str) -> Iterator[Assumption]:
    if isinstance(value, Assumed):
        yield Assumption(key, _shown(value.value), Text(value.reason.zh, value.reason.en))
    elif isinstance(value, Invisible):
        yield Assumption(key, str(value.assumed_per_circle), Text(value.zh, value.en))
    elif isinstance(value, Choice):
        yield Assumption(key, "", Text(value.zh, value.en))
    elif isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from _found_in(getattr(value, name), f"{key}.{name}" if key else name)
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield from _found_in(inner, f"{key}.{name}")


def _shown(value: Any) -> str:
    text = _text(value)
    return text if len(text) <= LONGEST_VALUE else text[: LONGEST_VALUE - 1] + "…"


def _text(value: Any) -> str:
    match value:
        case BaseModel():
            fields = {name: getattr(value, name) for name in type(value).model_fields}
            return _text({name: inner for name, inner in fields.items() if inner is not None})
        case dict():
            return "{" + ", ".join(f"{name}: {_text(inner)}" for name, inner in value.items()) + "}"
        case tuple():
            return "[" + ", ".join(_text(inner) for inner in value) + "]"
        case Decimal():
            return f"{value:f}"
        case _:
            return str(value)
