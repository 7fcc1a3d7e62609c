"""Ids, names and words."""

from __future__ import annotations

import re
import unicodedata

from placement.spreadsheets import unguarded
from placement.tables.finding import CellFaultError, character_name, refuse

LONGEST_ID = 64
LONGEST_TEXT = 32_767

_PLAIN_ID = re.compile(r"[A-Za-z0-9_.:#-]{1,64}", re.ASCII)
_ROUNDED = re.compile(r"\d(?:\.\d+)?[eE]\+\d{2,}", re.ASCII)
_DATE = re.compile(
    r"\d{4}[-/]\d{1,2}[-/]\d{1,2}(?: 00:00:00)?|\d{1,2}月\d{1,2}日|\d{1,2}-(?P<month>[A-Z][a-z]{2})"
)
_MOJIBAKE = re.compile("锟斤拷|\ufffd|烫烫烫|屯屯屯|[ÃÂâ][\u0080-\u00bf]|ï»¿")
_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


def read_id(text: str) -> str:
    """Return an identifier as written, without spaces around it.

    Raises
    ------
    CellFaultError
        PL303 invisible characters, PL305 dates, PL306 rounded numbers, PL308 empty, PL309 too long or with a
        slash, PL312 control characters, and what :func:`read_text` refuses.
    """
    if _PLAIN_ID.fullmatch(text) and not _looks_rewritten(text):
        return text
    _check_id_characters(unguarded(text).strip())
    stripped = read_text(text)
    if not stripped:
        raise refuse(
            "PL308",
            ("编号不得为空", "the id may not be empty"),
            (
                "请填写编号；整行无用时请删除该行。",
                "Write the id, or delete the row if it is not needed.",
            ),
        )
    if len(stripped) > LONGEST_ID or "/" in stripped or "\\" in stripped:
        raise refuse(
            "PL309",
            (
                f"编号最多 {LONGEST_ID} 个字符，不含“/”和“\\”；现为 {len(stripped)} 个字符",
                f"an id has at most {LONGEST_ID} characters, none of them / or \\; this one has {len(stripped)}",
            ),
            (
                "可用字母、数字、汉字、-、_、.。",
                "Use letters, digits, Chinese characters, -, _ and dots.",
            ),
        )
    _refuse_rewritten(stripped)
    return stripped


def read_text(text: str) -> str:
    """Return free text without spaces around it.

    Raises
    ------
    CellFaultError
        PL204 garbled text, PL313 too long, PL314 invalid code points.
    """
    if text.isascii() and len(text) <= LONGEST_TEXT:
        return unguarded(text).strip()
    if len(text) > LONGEST_TEXT:
        raise refuse(
            "PL313",
            (
                f"文字最多 {LONGEST_TEXT} 个字符，现为 {len(text)} 个",
                f"text has at most {LONGEST_TEXT} characters; here are {len(text)}",
            ),
            ("请缩短。", "Shorten it."),
        )
    _check_code_points(text)
    if found := _MOJIBAKE.search(text):
        raise refuse(
            "PL204",
            (f"文字已成乱码（“{found[0]}”）", f"the text is garbled (“{found[0]}”)"),
            (
                "文件曾以错误的编码打开并保存，请从原始文件重新导出。",
                "The file was once opened with the wrong encoding and saved; export it again from the original.",
            ),
        )
    return unguarded(text).strip()


def _check_code_points(text: str) -> None:
    for c in text:
        if 0xD800 <= ord(c) <= 0xDFFF or ord(c) & 0xFFFE == 0xFFFE:  # noqa: PLR2004
            raise refuse(
                "PL314",
                (
                    f"文字中有无效字符 U+{ord(c):04X}",
                    f"the text holds the invalid code point U+{ord(c):04X}",
                ),
                ("请删除后重新输入该字符。", "Delete the character and type it again."),
            )


def _check_id_characters(text: str) -> None:
    for position, c in enumerate(text, start=1):
        category = unicodedata.category(c)
        if category == "Cc":
            code, zh = "PL312", "控制字符"
        elif category in {"Cf", "Zl", "Zp"}:
            code, zh = "PL303", "不可见字符"
        else:
            continue
        name = character_name(c)
        raise refuse(
            code,
            (f"编号第 {position} 位有{zh} {name}", f"character {position} of the id is {name}"),
            ("请删除该单元格后重新手工输入编号。", "Clear the cell and type the id again by hand."),
        )


def _looks_rewritten(text: str) -> bool:
    return bool(_ROUNDED.fullmatch(text) or _DATE.fullmatch(text))


def _refuse_rewritten(text: str) -> None:
    """Refuse ids that a spreadsheet has turned into something else."""
    if _ROUNDED.fullmatch(text):
        raise refuse(
            "PL306",
            (
                "编号超过 15 位数字，Excel 已将其舍入",
                "the id has more than 15 digits; Excel rounded it",
            ),
            (
                "请把该列设为“文本”格式，再从原始文件重新填写。",
                "Format the column as text and enter the ids again from the original.",
            ),
        )
    if found := _DATE.fullmatch(text):
        raise date_instead_of_id(_likely_original(text, found["month"]))


def date_instead_of_id(original: str) -> CellFaultError:
    """Return the refusal of an id that a spreadsheet turned into a date."""
    return refuse(
        "PL305",
        ("编号被 Excel 改成了日期", "Excel turned the id into a date"),
        (
            f"原编号可能是 {original}；请把该列设为“文本”格式后重新填写。",
            f"It was probably {original}; format the column as text and enter it again.",
        ),
    )


def _likely_original(text: str, month: str | None) -> str:
    if month in _MONTHS:
        return f"{_MONTHS.index(month) + 1}-{text.split('-', maxsplit=1)[0]}"
    parts = [str(int(p)) for p in re.findall(r"\d+", text.removesuffix(" 00:00:00"))]
    return "-".join(parts[-2:])
