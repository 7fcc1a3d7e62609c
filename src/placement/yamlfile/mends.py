"""What to write for a value of the wrong kind, from what was written."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from placement.errors import Text
from placement.numerals import digits_of
from placement.yamlfile.near import did_you_mean
from placement.yamlfile.wording import (
    LIMITS,
    OF_A_FORM,
    PATTERNS,
    allowed_words,
    in_chinese,
    in_english,
    meaning,
)

YES = frozenset(["是", "有", "对", "真", "要", "开", "y", "yes", "on", "1", "true"])
NO = frozenset(["否", "无", "没有", "不", "假", "不要", "关", "n", "no", "off", "0", "false"])
DATE = re.compile(r"((?:19|20|21)\d\d)[-/.年]\d{1,2}(?:[-/.月]\d{1,2}日?|月)?")
WITH_UNIT = re.compile(r"([-+]?[0-9][0-9,_]*(?:\.[0-9]+)?)\s*([^\W\d_]{1,6}|[%％])?")
PERCENT = frozenset("%％")
HUNDRED = 100
CENTURY = 2000
SHORT_YEAR = re.compile(r"[零〇一二三四五六七八九]{2}年")
"""A year of two digits, one by one, as it is spoken."""
FIRST_YEAR = 1990
BLANK = Text(
    "冒号后面没有写内容：请填写，或删去这一行。",
    "Nothing is written after the colon: fill it in, or delete the line.",
)
OF_A_LIST = frozenset({"list_type", "tuple_type"})
DASHES = frozenset("-－—–")
NO_BLANK_AFTER_DASH = Text(
    "“-”后面须有一个半角空格，每项一行：“- 甲”。",
    "A blank goes after each “-”, one entry a line: “- a”.",
)
ENTRIES = re.compile(r"[\s,，、;；]+")
NAME_LETTERS = re.compile(r"[\s./\\]+")


def mend_of_type(kind: str, value: Any, form: Text | None) -> Text:
    """Return what to write where a value has the wrong type.

    Parameters
    ----------
    kind
        Type of the error as pydantic names it.
    form
        ``key: value`` in the right form, where one is known.
    """
    if value is None:
        return BLANK
    if kind in OF_A_FORM:
        return _as_list_or_mapping(kind, value, form)
    if kind == "string_type":
        return _as_text(value, form)
    if kind.startswith("bool"):
        return _as_truth(value)
    if kind.startswith(("int", "decimal", "float")) or kind == "is_instance_of":
        return _as_number(value, whole=kind.startswith("int"))
    return _as_form(form)


def mend_of_limit(kind: str, context: Mapping[str, Any], value: Any) -> Text:
    """Return what to write where a value has the right type and is not allowed."""
    words = allowed_words(context)
    if words:
        guess = did_you_mean(value, words) if isinstance(value, str) else None
        if guess is not None:
            return guess
        zh, en = "、".join(in_chinese(words)), ", ".join(in_english(words))
        return Text(f"请写其中之一：{zh}", f"Write one of: {en}")
    if kind == "string_pattern_mismatch" and isinstance(value, str):
        plain = NAME_LETTERS.sub("-", value.strip()).strip("-")[:64]
        if plain and str(context.get("pattern")) == next(iter(PATTERNS)):
            return Text(f"可写 {plain}", f"{plain} would do")
    if context.get("ge") == FIRST_YEAR and isinstance(value, int) and 0 <= value < HUNDRED:
        return Text(
            f"年份写四位数字：20{value:02}", f"Write the year with four digits: 20{value:02}"
        )
    said = meaning(kind, context) if kind in LIMITS else None
    if said is None:
        return Text("请改为允许的值。", "Use an allowed value.")
    return Text(f"请改写：{said.zh}。", f"Change it: it {said.en}.")


def number_meant(value: Any, *, whole: bool = False) -> str | None:
    """Return the number a text stands for, as it is to be written; ``None`` where that is not clear.

    Of dates the year, of percentages the share; units, separators, full width and Chinese numerals are understood.
    """
    if isinstance(value, Decimal):
        return str(int(value)) if whole and value == int(value) else None
    if not isinstance(value, str):
        return None
    text = unicodedata.normalize("NFKC", value).strip()
    date = DATE.fullmatch(text)
    if date is not None:
        return date[1]
    found = WITH_UNIT.fullmatch(text)
    if found is None:
        number = digits_of(text.rstrip("年"))
        if number is not None and SHORT_YEAR.fullmatch(text):
            return str(CENTURY + number)
        return None if number is None else str(number)
    return _written(found[1].replace(",", "").replace("_", ""), found[2] or "", whole=whole)


def _written(digits: str, unit: str, *, whole: bool) -> str | None:
    try:
        number = Decimal(digits)
    except InvalidOperation:
        return None
    if unit in {"万", "亿", "万元", "亿元"}:
        return None
    if unit in PERCENT:
        number /= HUNDRED
    if whole and number != int(number):
        return None
    return f"{number.normalize():f}"


def _with_entries(form: Text | None, value: Any) -> Text | None:
    """Put what was written instead of a list of words into the form of one."""
    if form is None or not isinstance(value, str) or "[" not in form.en or "{" in form.en:
        return form
    key, _, _ = form.en.partition(": ")
    shown = f"{key}: [{', '.join(part for part in ENTRIES.split(value) if part)}]"
    return Text(shown, shown)


def _as_list_or_mapping(kind: str, value: Any, form: Text | None) -> Text:
    if kind in OF_A_LIST and isinstance(value, str) and value[:1] in DASHES:
        return NO_BLANK_AFTER_DASH
    return _as_form(_with_entries(form, value))


def _as_form(form: Text | None) -> Text:
    if form is None:
        return Text("请按要求改写。", "Rewrite it as required.")
    return Text(f"写成这样：{form.zh}", f"Write it like this: {form.en}")


def _as_text(value: Any, form: Text | None) -> Text:
    if isinstance(value, bool):
        word = "true" if value else "false"
        return Text(f'请加引号写成文字："{word}"', f'Put it in quotes: "{word}"')
    if isinstance(value, int | Decimal):
        return Text(f'请加引号写成文字："{value}"', f'Put it in quotes: "{value}"')
    zh = "这里只写一段文字，不用列表或“键: 值”。"
    en = "Write one text, no list and no `key: value`."
    if form is None:
        return Text(zh, en)
    return Text(f"{zh}写成这样：{form.zh}", f"{en} Like this: {form.en}")


def _as_truth(value: Any) -> Text:
    word = str(value).strip().casefold()
    if word in YES | NO:
        right = "true" if word in YES else "false"
        quoted = word in {"true", "false"}
        zh = f"请去掉引号，写 {right}" if quoted else f"请写 {right}"
        return Text(zh, f"Write {right}{' without quotes' if quoted else ''}")
    return Text("请写 true（是）或 false（否）", "Write true or false")


def _as_number(value: Any, *, whole: bool) -> Text:
    meant = number_meant(value, whole=whole)
    if meant is None:
        zh, en = ("请写一个整数", "Write a whole number") if whole else ("请写一个数字", "Write a number")  # fmt: skip
        return Text(f"{zh}，不写单位。", f"{en}, without a unit.")
    if str(value).strip() == meant:
        return Text(f"请去掉引号，写 {meant}", f"Write {meant} without quotes")
    if meant.startswith(("19", "20", "21")) and DATE.fullmatch(str(value).strip()):
        return Text(f"这里只写年份：{meant}", f"Only the year is needed: {meant}")
    return Text(f"请写 {meant}", f"Write {meant}")
