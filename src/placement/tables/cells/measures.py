"""Counts, points, areas, lengths and degrees."""

from __future__ import annotations

import re
import unicodedata
from decimal import ROUND_HALF_UP, Decimal

from placement.tables.cells.numbers import read_number
from placement.tables.finding import CellFaultError, refuse
from placement.tables.spec import ColumnSpec

DM2_PER_M2 = 100

_UNIT_WORDS = {
    "平方米": ("平方米", "平米", "m2", "㎡", "平"),
    "米": ("米", "m"),
    "人": ("人",),
    "户": ("户",),
    "个": ("个", "处"),
    "分": ("分",),
    "分钟": ("分钟", "min", "分"),
    "度": ("°", "度"),
}
_SEXAGESIMAL = re.compile(r"[°º度].*\d|[NSEW北南东西]|['′″\"]", re.IGNORECASE)
_LARGEST_DEGREE = 360


def read_measure(text: str, spec: ColumnSpec) -> Decimal:
    """Return a number within the column's range; a unit in the cell must be the column's own.

    Raises
    ------
    CellFaultError
        PL408 below the range, PL422 above it, and what
        :func:`placement.tables.cells.numbers.read_number` refuses.
    """
    value = read_number(_without_unit(text, spec.unit))
    if spec.low is not None and value < spec.low:
        raise refuse(
            "PL408",
            (f"“{spec.name}”不得小于 {spec.low}", f"{spec.id} may not be below {spec.low}"),
            ("请核对数值。", "Check the number."),
        )
    if spec.high is not None and value > spec.high:
        raise refuse(
            "PL422",
            (f"“{spec.name}”不得大于 {spec.high}", f"{spec.id} may not be above {spec.high}"),
            ("请核对数值和单位。", "Check the number and its unit."),
        )
    return value


def read_count(text: str, spec: ColumnSpec) -> int:
    """Return a whole number.

    Raises
    ------
    CellFaultError
        PL422 for a fraction, or a number out of range.
    """
    value = read_measure(text, spec)
    if value != value.to_integral_value():
        raise refuse(
            "PL422",
            (f"“{spec.name}”须为整数", f"{spec.id} is a whole number"),
            ("请填写整数。", "Write a whole number."),
        )
    return int(value)


def read_area(text: str, spec: ColumnSpec) -> int:
    """Return whole dm² of an area in m².

    Raises
    ------
    CellFaultError
        PL425 for more than two decimals, PL422 out of range.
    """
    dm2 = read_measure(text, spec) * DM2_PER_M2
    if dm2 != dm2.to_integral_value():
        raise refuse(
            "PL425",
            ("面积以平方米为单位，最多两位小数", "areas are in m² with at most two decimals"),
            ("请四舍五入到两位小数后填写。", "Round it to two decimals."),
        )
    return int(dm2)


def read_metres(text: str, spec: ColumnSpec) -> int:
    """Return a length in whole metres, a half upwards."""
    return int(read_measure(text, spec).quantize(Decimal(1), ROUND_HALF_UP))


def read_degrees(text: str) -> float:
    """Return a longitude or latitude in decimal degrees.

    Raises
    ------
    CellFaultError
        PL607 for degrees and minutes, or metres of a projected system.
    """
    folded = unicodedata.normalize("NFKC", text).strip()
    if _SEXAGESIMAL.search(folded):
        raise _not_degrees("数值像是度分秒", "it looks like degrees and minutes")
    value = read_number(_without_unit(folded, "度"))
    if abs(value) > _LARGEST_DEGREE:
        raise _not_degrees("数值像是投影坐标（米）", "it looks like metres of a projected system")
    return float(value)


def _not_degrees(zh: str, en: str) -> CellFaultError:
    return refuse(
        "PL607",
        (f"坐标须为十进制度；{zh}", f"coordinates are decimal degrees; {en}"),
        (
            "请转换为十进制度，例如 116.587000、35.401000。",
            "Convert it to decimal degrees, such as 116.587000 and 35.401000.",
        ),
    )


def _without_unit(text: str, unit: str) -> str:
    if not unit or text[-1:].isdigit():
        return text
    folded = unicodedata.normalize("NFKC", text).strip()
    for word in _UNIT_WORDS.get(unit, ()):
        if folded.endswith(word) and folded[: -len(word)].strip()[-1:].isdigit():
            return folded[: -len(word)].strip()
    return text
