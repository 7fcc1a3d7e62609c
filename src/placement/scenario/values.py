"""Value types of scenario files: amounts with their unit, ids, settings with a stated range."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Annotated, Any

from pydantic import BeforeValidator, ConfigDict, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

from placement.errors import Text
from placement.money import YUAN_PER_WAN, parse_money
from placement.numerals import digits_of
from placement.policy.base import Record, negative_amount
from placement.yamlfile import fault
from placement.yamlfile.mends import number_meant
from placement.yamlfile.wording import as_decimal

LARGEST_AMOUNT_FEN = 10**13
LONGEST_RUN_S = 7 * 24 * 3600
MOST_ROWS = 5_000_000
MOST_BYTES = 4_000_000_000

AMOUNT_MEND = Text("写法如 300万元 或 3000000元。", "Write such as 300万元 or 3000000元.")


NO_UNIT = Text("金额须写明单位（元或万元）", "an amount needs its unit, 元 or 万元")
SPOKEN = re.compile(r"约?([0-9][0-9,]*(?:\.[0-9]+)?)(亿元?|万元?|元|块)(?:整|左右)?")


class Section(Record):
    """Base of the parts of a scenario file: frozen, unknown keys refused, no conversion of types."""

    model_config = ConfigDict(strict=True)


def _amount(value: Any) -> Any:
    """Return fen for a text such as ``300万元``; everything else is refused with its own code."""
    if not isinstance(value, str):
        raise fault("PL402", NO_UNIT, _either_unit(value))
    try:
        fen = parse_money(value)
    except ValueError as error:
        raise _amount_fault(value, error) from None
    if fen < 0:
        raise negative_amount(str(value))
    if fen > LARGEST_AMOUNT_FEN:
        rule = Text("金额不得超过 1000 亿元", "an amount may not exceed 100 billion yuan")
        raise fault("PL412", rule, Text("请核对单位。", "Check the unit."))
    return fen


def _amount_meant(value: str) -> str | None:
    """Return the amount a text stands for, as it is to be written; ``None`` where that is not clear."""
    text = "".join(value.split())
    number = digits_of(text)
    if number is not None:
        return f"{number / YUAN_PER_WAN:f}万元" if number >= YUAN_PER_WAN else f"{number:f}元"
    found = SPOKEN.fullmatch(text)
    if found is None:
        return None
    amount = Decimal(found[1].replace(",", ""))
    if found[2].startswith("亿"):
        return f"{(amount * YUAN_PER_WAN).normalize():f}万元"
    return f"{found[1]}{'万元' if found[2].startswith('万') else '元'}"


def _either_unit(value: Any) -> Text:
    """Say how a number without a unit is written in either."""
    if value is None:
        return Text(
            "冒号后面没有写金额：没有资金写 0元。", "No amount is written: write 0元 for none."
        )
    if isinstance(value, bool) or not isinstance(value, int | Decimal | str):
        return AMOUNT_MEND
    return Text(f"请写 {value}万元 或 {value}元。", f"Write {value}万元 or {value}元.")


def _amount_fault(value: str, error: ValueError) -> PydanticCustomError:
    if "fen" in str(error):
        rule = Text("金额最小到分", "an amount has no fraction of a fen")
        return fault("PL411", rule, AMOUNT_MEND)
    meant = _amount_meant(value)
    if meant is not None:
        rule = Text(
            "须为一个数字加单位（元或万元）", "must be one number with its unit, 元 or 万元"
        )
        return fault("PL414", rule, Text(f"请写 {meant}", f"Write {meant}"))
    if value.strip().replace(".", "").replace(",", "").isdecimal():
        return fault("PL402", NO_UNIT, _either_unit(value))
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
            raise fault("PL807", rule, _in_range(value, low, high, whole=whole))
        return value if whole else Decimal(value)

    return BeforeValidator(check)


def _in_range(value: Any, low: Decimal, high: Decimal, *, whole: bool) -> Text:
    """Say which number to write; that which was meant, where it is clear and in range."""
    share = as_decimal(value, {"le": high}, high) if high == 1 else None
    if share is not None:
        return share
    meant = number_meant(value, whole=whole)
    if meant is not None and low <= Decimal(meant) <= high:
        return Text(f"请写 {meant}", f"Write {meant}")
    return Text("请改为该范围内的数字，不写单位。", "Write a number in this range, without unit.")


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
