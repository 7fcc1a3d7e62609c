"""What a column that a file does not have is taken to say in every row."""

from __future__ import annotations

from placement.errors import Text
from placement.tables.spec import ColumnSpec

_ASSUMED = {
    "margin_yuan_per_m2_month": Text("不能自负盈亏", "never viable alone"),
    "floor_area_m2": Text("未知", "unknown"),
}


def assumed_of(column: ColumnSpec) -> Text | None:
    """Return what a missing column is taken to say; None where blank means that there is nothing to say."""
    if column.is_quiet:
        return None
    if column.id in _ASSUMED:
        return _ASSUMED[column.id]
    if column.type == "flag":
        return Text("否", "no")
    if column.type in {"count", "money"}:
        return Text(str(column.blank), str(column.blank))
    return None


def taken_as(column: ColumnSpec) -> Text:
    """Return the words for what every row is taken to say, such as ``按 0 元计``."""
    assumed = assumed_of(column)
    if assumed is None:
        return Text("按空白计", "taken as blank")
    unit = Text(" 元", " yuan") if column.is_money and assumed.zh.isdigit() else Text("", "")
    return Text(f"按 {assumed.zh}{unit.zh}计", f"taken as {assumed.en}{unit.en}")
