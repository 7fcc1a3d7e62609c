"""Value types shared by all policy records: points, shares, money, sources, ids.

Field texts are attribute docstrings; they become the descriptions of the JSON Schema, so that an
editor explains a key where it is written.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BeforeValidator, ConfigDict, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

from placement.errors import Text
from placement.money import parse_money
from placement.yamlfile import Number, StrictModel, fault

SIGNS = "-−–— "
_AMOUNT_JSON = {"type": "string", "pattern": r"^[0-9][0-9,]*(\.[0-9]+)?\s*(万元|元|分)$"}


class Record(StrictModel):
    """Base of all policy records: strict as `StrictModel` is, fields documented in place."""

    model_config = ConfigDict(use_attribute_docstrings=True)


def fen_of_amount(value: object) -> int:
    """Read an amount with its unit, ``30万元`` or ``300000元``, as integer fen.

    A bare number is refused: its unit would be a guess.

    Raises
    ------
    PydanticCustomError
        PL402 for a number without unit or a text that is no amount, PL408 for a negative amount.
    """
    mend = Text("请写成 30万元 或 300000元。", "Write 30万元 or 300000元.")
    try:
        fen = parse_money(value) if isinstance(value, str) else None
    except ValueError:
        fen = None
    if fen is None:
        rule = Text(
            "金额须写明单位（万元、元或分）", "an amount must carry its unit (万元, 元 or 分)"
        )
        raise fault("PL402", rule, mend)
    if fen < 0:
        raise negative_amount(str(value))
    return fen


def negative_amount(value: str) -> PydanticCustomError:
    """Return PL408, with the amount that is written behind the sign."""
    plain = unicodedata.normalize("NFKC", value).strip().lstrip(SIGNS)
    return fault(
        "PL408",
        Text("金额不能为负", "an amount may not be negative"),
        Text(
            f"请写不小于 0 的金额，如 {plain}；没有资金写 0元。",
            f"Write an amount of 0 or more, such as {plain}; where there is none, 0元.",
        ),
    )


def keyed(value: object) -> object:
    """Give every entry of a mapping its key as ``id``; leave anything else for validation to refuse."""
    if not isinstance(value, Mapping):
        return value
    return {
        key: {**entry, "id": key} if isinstance(entry, Mapping) and "id" not in entry else entry
        for key, entry in value.items()
    }


Id = Annotated[str, Field(pattern=r"^[^\s./\\]{1,64}$")]
"""Identifier without spaces, dots or slashes, at most 64 characters; Chinese is allowed."""

Name = Annotated[str, Field(min_length=1)]
Money = Annotated[int, BeforeValidator(fen_of_amount), WithJsonSchema(_AMOUNT_JSON)]
"""Amount in the file with its unit (``30万元``), in memory integer fen."""

Points = Annotated[
    Number, Field(ge=0, le=1000), WithJsonSchema({"type": "number", "minimum": 0, "maximum": 1000})
]
Share = Annotated[
    Number, Field(ge=0, le=1), WithJsonSchema({"type": "number", "minimum": 0, "maximum": 1})
]
Quantity = Annotated[Number, Field(ge=0), WithJsonSchema({"type": "number", "minimum": 0})]
Count = Annotated[int, Field(ge=0)]
Year = Annotated[int, Field(ge=1990, le=2100)]
Minutes = Annotated[int, Field(ge=1, le=120)]

EntryId = Annotated[str, Field(default="", description="由键名填入 · filled from the key")]
"""Id of an entry of a mapping; the key of the mapping, so it is not written again."""


class Bilingual(Record):
    """One sentence in both languages."""

    zh: Name
    """中文 · Chinese."""
    en: Name
    """英文 · English."""


class Source(Record):
    """Where a rule comes from and how sure we are of it (C41)."""

    clause: str = ""
    """条款位置，如“附件3 二·购物服务·1” · place in the document."""
    text: str = ""
    """原文 · original wording."""
    confidence: Literal["stated", "derived", "inferred", "recalled"] = "stated"
    """可信程度：原文写明、推算、推断、凭记忆 · how the rule is known."""
    url: str = ""
    """网址 · address."""
    unverified: bool = False
    """未核对原件 · the printed original has not been checked."""


def decimal_text(value: Decimal) -> str:
    """Return a number as people write it: ``2``, ``0.5``, never ``2.0`` or ``5E-1``."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
