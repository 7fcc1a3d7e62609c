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
    "multiple_of": ("PL807", "应为 {multiple_of} 的倍数", "must be a multiple of {multiple_of}"),
    "decimal_max_digits": (
        "PL807",
        "最多 {max_digits} 位数字",
        "may have at most {max_digits} digits",
    ),
    "decimal_max_places": (
        "PL807",
        "最多 {decimal_places} 位小数",
        "may have at most {decimal_places} decimals",
    ),
    "decimal_whole_digits": (
        "PL807",
        "小数点前最多 {whole_digits} 位",
        "may have at most {whole_digits} digits before the point",
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

A_LIST = ("应为列表", "must be a list")
A_MAPPING = ("应为“键: 值”", "must be `key: value` lines")

TYPES: dict[str, tuple[str, str]] = {
    "string_type": ("应为文字", "must be text"),
    "int_type": ("应为整数", "must be a whole number"),
    "int_parsing": ("应为整数", "must be a whole number"),
    "int_parsing_size": ("整数太大", "is too large a number"),
    "int_from_float": ("应为整数", "must be a whole number"),
    "decimal_type": ("应为数字", "must be a number"),
    "decimal_parsing": ("应为数字", "must be a number"),
    "is_instance_of": ("应为数字", "must be a number"),
    "float_type": ("应为数字", "must be a number"),
    "float_parsing": ("应为数字", "must be a number"),
    "bool_type": ("应为 true 或 false", "must be true or false"),
    "bool_parsing": ("应为 true 或 false", "must be true or false"),
    "finite_number": ("应为有限的数", "must be a finite number"),
    "invalid_key": ("键应为文字", "keys must be text"),
    "iterable_type": A_LIST,
    "tuple_type": A_LIST,
    "list_type": A_LIST,
    "set_type": A_LIST,
    "frozen_set_type": A_LIST,
    "set_item_not_hashable": ("各项应为文字或数字", "entries must be text or numbers"),
    "dict_type": A_MAPPING,
    "mapping_type": A_MAPPING,
    "model_type": A_MAPPING,
    "model_attributes_type": A_MAPPING,
    "dataclass_type": A_MAPPING,
    "dataclass_exact_type": A_MAPPING,
    "named_tuple_type": A_MAPPING,
    "arguments_type": A_MAPPING,
    "path_type": ("应为文件路径", "must be the path of a file"),
    "json_invalid": ("不是 JSON", "is no JSON"),
    "json_type": ("不是 JSON", "is no JSON"),
    "none_required": ("应留空", "must be left empty"),
}

WRONG_TYPE = frozenset(TYPES)
OF_A_FORM = frozenset(kind for kind, words in TYPES.items() if words in {A_LIST, A_MAPPING})
"""Kinds of errors where a value has not the form of a list or a mapping."""

FIELDS: dict[str, tuple[str, str]] = {
    "missing": ("缺少这一项", "is missing"),
    "missing_argument": ("缺少这一项", "is missing"),
    "missing_keyword_only_argument": ("缺少这一项", "is missing"),
    "missing_positional_only_argument": ("缺少这一项", "is missing"),
    "extra_forbidden": ("没有这样的项", "is not a field of it"),
    "unexpected_keyword_argument": ("没有这样的项", "is not a field of it"),
    "unexpected_positional_argument": ("没有这样的项", "is not a field of it"),
}

PATTERNS: dict[str, tuple[str, str]] = {
    r"^[^\s./\\]{1,64}$": (
        "编号不含空格、点和斜杠，最多 64 个字",
        "an id has no blanks, dots or slashes, and at most 64 characters",
    ),
    r"^[a-z0-9-]+$": (
        "只能是小写字母、数字和连字符",
        "must be small letters, digits and hyphens",
    ),
    r"^[A-Z]{2,4}$": ("应为 2 至 4 个大写字母", "must be 2 to 4 capital letters"),
    r"^[A-Z]{2}$": ("应为 2 个大写字母", "must be 2 capital letters"),
}
"""What the forms that ids must have mean."""

OTHERWISE = Text("写法不对", "is not written as it should be")


def meaning(kind: str, context: Mapping[str, Any]) -> Text:
    """Say what one of pydantic's types of errors means; its own words are never shown to anybody."""
    known = PATTERNS.get(str(context.get("pattern"))) or TYPES.get(kind) or FIELDS.get(kind)
    if known is not None:
        return Text(*known)
    if kind not in LIMITS:
        return OTHERWISE
    _, zh, en = LIMITS[kind]
    numbers = {name: str(number) for name, number in context.items()}
    if "discriminator" in numbers:
        numbers["discriminator"] = numbers["discriminator"].strip("'")
    key = "expected_tags" if "expected_tags" in context else "expected"
    words = allowed_words(context)
    chinese = numbers | ({key: "、".join(in_chinese(words))} if words else {})
    english = numbers | ({key: ", ".join(in_english(words))} if words else {})
    return Text(zh.format(**chinese), en.format(**english))


def in_chinese(words: list[str]) -> list[str]:
    """Return the Chinese ones of words that may be written in both languages, all where there are none."""
    return [word for word in words if not word.isascii()] or words


def in_english(words: list[str]) -> list[str]:
    """Return the English ones of words that may be written in both languages, all where there are none."""
    return [word for word in words if word.isascii()] or words


def allowed_words(context: Mapping[str, Any]) -> list[str]:
    """Return the words that are allowed, where there is a list of them."""
    return re.findall(r"'([^']*)'", str(context.get("expected_tags", context.get("expected", ""))))


PERCENT = re.compile(r"([0-9]+(?:\.[0-9]+)?)\s*[%％]")
HUNDRED = 100
SMALL_PERCENT = 10
"""A number of more than 1 and less than this may be percent, or a share that is too large."""


def as_decimal(value: Any, context: Mapping[str, Any], most: Decimal | None) -> Text | None:
    """Say how a share written in percent is written, ``None`` where the value is none.

    Parameters
    ----------
    most
        The greatest share that is allowed, where there is one: what is more is not offered.
    """
    found = PERCENT.fullmatch(value.strip()) if isinstance(value, str) else None
    if found is not None:
        share = Decimal(found[1])
    elif context.get("le") == 1 and isinstance(value, int | Decimal) and 1 < value <= HUNDRED:
        share = Decimal(value)
    else:
        return None
    if most is not None and share / HUNDRED > most:
        return Text(
            f"比例写成小数，且不大于 {most:f}（即 {most * HUNDRED:f} %）：{share:f} % 超出，请核对。",
            f"Write shares as decimals of at most {most:f} ({most * HUNDRED:f} %): {share:f} % is more; check it.",
        )
    written = f"{(share / HUNDRED).normalize():f}"
    if found is None and share < SMALL_PERCENT:
        much = f"{(share * HUNDRED).normalize():f}"
        return Text(
            f"比例写成小数，且不大于 1（即 100 %）：{share:f} 即 {much} %，超出，请核对；"
            f"若指 {share:f} %，请写 {written}。",
            f"Write shares as decimals of at most 1 (100 %): {share:f} is {much} %, more than all;"
            f" check it. If {share:f} % is meant, write {written}.",
        )
    return Text(
        f"比例写成小数：{share:f} % 写 {written}。",
        f"Write shares as decimals: {share:f} % is {written}.",
    )
