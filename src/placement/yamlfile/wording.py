"""What pydantic's error types mean, in both languages."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from placement.errors import Text

LIMITS: dict[str, tuple[str, str, str]] = {
    "greater_than": ("PL807", "应大于 {gt}", "must be greater than {gt}"),
    "greater_than_equal": ("PL807", "应不小于 {ge}", "must be at least {ge}"),
    "less_than": ("PL807", "应小于 {lt}", "must be less than {lt}"),
    "less_than_equal": ("PL807", "应不大于 {le}", "must be at most {le}"),
    "too_short": ("PL807", "至少要有 {min_length} 项", "needs at least {min_length} entries"),
    "too_long": ("PL807", "最多 {max_length} 项", "may have at most {max_length} entries"),
    "string_too_short": (
        "PL807",
        "至少 {min_length} 个字",
        "needs at least {min_length} characters",
    ),
    "string_too_long": (
        "PL807",
        "最多 {max_length} 个字",
        "may have at most {max_length} characters",
    ),
    "string_pattern_mismatch": (
        "PL807",
        "格式不符（应匹配 {pattern}）",
        "does not have the form {pattern}",
    ),
    "literal_error": ("PL810", "只能是 {expected}", "must be one of {expected}"),
    "enum": ("PL810", "只能是 {expected}", "must be one of {expected}"),
    "union_tag_invalid": (
        "PL810",
        "{discriminator} 只能是 {expected_tags}",
        "{discriminator} must be one of {expected_tags}",
    ),
    "union_tag_not_found": (
        "PL809",
        "缺少必填项 {discriminator}",
        "the key {discriminator} is missing",
    ),
}

TYPES: dict[str, tuple[str, str]] = {
    "string_type": ("应为文字", "must be text"),
    "int_type": ("应为整数", "must be a whole number"),
    "int_parsing": ("应为整数", "must be a whole number"),
    "int_from_float": ("应为整数", "must be a whole number"),
    "decimal_type": ("应为数字", "must be a number"),
    "decimal_parsing": ("应为数字", "must be a number"),
    "is_instance_of": ("应为数字", "must be a number"),
    "float_type": ("应为数字", "must be a number"),
    "float_parsing": ("应为数字", "must be a number"),
    "bool_type": ("应为 true 或 false", "must be true or false"),
    "bool_parsing": ("应为 true 或 false", "must be true or false"),
    "tuple_type": ("应为列表", "must be a list"),
    "list_type": ("应为列表", "must be a list"),
    "set_type": ("应为列表", "must be a list"),
    "frozen_set_type": ("应为列表", "must be a list"),
    "dict_type": ("应为“键: 值”", "must be `key: value` lines"),
    "mapping_type": ("应为“键: 值”", "must be `key: value` lines"),
    "model_type": ("应为“键: 值”", "must be `key: value` lines"),
    "model_attributes_type": ("应为“键: 值”", "must be `key: value` lines"),
    "none_required": ("应留空", "must be left empty"),
}

WRONG_TYPE = frozenset(TYPES)

PERCENT = re.compile(r"([0-9]+(?:\.[0-9]+)?)\s*[%％]")
HUNDRED = 100


def as_decimal(value: Any, context: Mapping[str, Any]) -> Text | None:
    """Say how a share written in percent is written, ``None`` where the value is none."""
    found = PERCENT.fullmatch(value.strip()) if isinstance(value, str) else None
    if found is not None:
        share = Decimal(found[1])
    elif context.get("le") == 1 and isinstance(value, int | Decimal) and 1 < value <= HUNDRED:
        share = Decimal(value)
    else:
        return None
    written = f"{(share / HUNDRED).normalize():f}"
    return Text(
        f"比例写成小数：{share:f} % 写 {written}。",
        f"Write shares as decimals: {share:f} % is {written}.",
    )
