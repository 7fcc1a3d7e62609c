"""Value types of scenario files: amounts with their unit, ids, settings with a stated range."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any

from pydantic import BeforeValidator, ConfigDict, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

from placement.errors import Text
from placement.money import parse_money
from placement.policy.base import Record
from placement.yamlfile import fault

LARGEST_AMOUNT_FEN = 10**13
LONGEST_RUN_S = 7 * 24 * 3600
MOST_ROWS = 5_000_000
MOST_BYTES = 4_000_000_000

AMOUNT_MEND = Text("写法如 300万元 或 3000000元。", "Write such as 300万元 or 3000000元.")


class Section(Record):
    """Base of the parts of a scenario file: frozen, unknown keys refused, no conversion of types."""

    model_config = ConfigDict(strict=True)


def _amount(value: Any) -> Any:
    """Return fen for a text such as ``300万元``; everything else is refused with its own code."""
    if not isinstance(value, str):
        rule = Text("金额须写明单位（元或万元）", "an amount needs its unit, 元 or 万元")
        raise fault("PL402", rule, AMOUNT_MEND)
    try:
        fen = parse_money(value)
    except ValueError as error:
        raise _amount_fault(value, error) from None
    if fen < 0:
        raise fault("PL408", Text("金额不得为负", "an amount may not be negative"), AMOUNT_MEND)
    if fen > LARGEST_AMOUNT_FEN:
        rule = Text("金额不得超过 1000 亿元", "an amount may not exceed 100 billion yuan")
        raise fault("PL412", rule, Text("请核对单位。", "Check the unit."))
    return fen


def _amount_fault(value: str, error: ValueError) -> PydanticCustomError:
    if "fen" in str(error):
        rule = Text("金额最小到分", "an amount has no fraction of a fen")
        return fault("PL411", rule, AMOUNT_MEND)
    if value.strip().replace(".", "").replace(",", "").isdecimal():
        rule = Text("金额须写明单位（元或万元）", "an amount needs its unit, 元 or 万元")
        return fault("PL402", rule, AMOUNT_MEND)
    rule = Text("须为一个数字加单位", "must be one number with its unit")
    return fault("PL414", rule, AMOUNT_MEND)


def _id_text(value: Any) -> Any:
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _setting(unit: Text, low: Decimal, high: Decimal, *, whole: bool) -> BeforeValidator:
    """Accept numbers from ``low`` to ``high``; the refusal states unit and range (PL807)."""
    kind = Text("整数", "a whole number") if whole else Text("数字", "a number")
    rule = Text(
        f"应为{kind.zh}，{low}–{high}，单位：{unit.zh}",
        f"must be {kind.en} from {low} to {high}, unit: {unit.en}",
    )

    def check(value: Any) -> Any:
        types = (int,) if whole else (int, Decimal)
        if isinstance(value, bool) or not isinstance(value, types) or not low <= value <= high:
            mend = Text(
                "请改为该范围内的数字，不写单位。", "Write a number in this range, without unit."
            )
            raise fault("PL807", rule, mend)
        return value if whole else Decimal(value)

    return BeforeValidator(check)


Amount = Annotated[
    int,
    BeforeValidator(_amount),
    WithJsonSchema({"type": "string", "pattern": r"^[0-9][0-9,]*(\.[0-9]+)?\s*(万元|元|分)$"}),
]
"""In the file a text with its unit (``300万元``), in memory integer fen."""

IdText = Annotated[str, BeforeValidator(_id_text), Field(min_length=1, max_length=64)]
"""An id of the tables; plain whole numbers are taken as text."""

Seconds = Annotated[
    int, _setting(Text("秒", "seconds"), Decimal(1), Decimal(LONGEST_RUN_S), whole=True)
]
Gap = Annotated[Decimal, _setting(Text("比例", "fraction"), Decimal(0), Decimal(1), whole=False)]
Degrees = Annotated[
    Decimal, _setting(Text("度", "degrees"), Decimal(-180), Decimal(180), whole=False)
]
Seed = Annotated[int, _setting(Text("无", "none"), Decimal(0), Decimal(2**31 - 1), whole=True)]
Threads = Annotated[int, _setting(Text("线程", "threads"), Decimal(1), Decimal(256), whole=True)]
Speed = Annotated[
    Decimal, _setting(Text("公里/小时", "km/h"), Decimal("0.5"), Decimal(10), whole=False)
]
Detour = Annotated[Decimal, _setting(Text("倍", "factor"), Decimal(1), Decimal(3), whole=False)]
Factor = Annotated[Decimal, _setting(Text("倍", "factor"), Decimal(0), Decimal(100), whole=False)]
WalkMinutes = Annotated[
    int, _setting(Text("分钟", "minutes"), Decimal(1), Decimal(120), whole=True)
]
Oversize = Annotated[Decimal, _setting(Text("倍", "factor"), Decimal(1), Decimal(100), whole=False)]
PaybackYears = Annotated[int, _setting(Text("年", "years"), Decimal(1), Decimal(50), whole=True)]
RowLimit = Annotated[int, _setting(Text("行", "rows"), Decimal(1), Decimal(MOST_ROWS), whole=True)]
ByteLimit = Annotated[
    int, _setting(Text("字节", "bytes"), Decimal(1), Decimal(MOST_BYTES), whole=True)
]
