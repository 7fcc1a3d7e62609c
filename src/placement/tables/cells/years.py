"""Calendar years."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata

from placement.numerals import digits_of
from placement.tables.finding import CellFaultError, refuse

FIRST_YEAR, LAST_YEAR = 1990, 2100

_YEAR = re.compile(r"(\d{4})(?:\.0+)?年?(?:度)?", re.ASCII)
_DATE = re.compile(r"(\d{4})[-/.年](\d{1,2})(?:[-/.月](\d{1,2})日?|月)?", re.ASCII)
_DAY_FIRST = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})", re.ASCII)
_SERIAL_ORIGIN = dt.date(1899, 12, 30)


def read_year(text: str) -> int:
    """Return a year between 1990 and 2100; 0 where the cell says ``0``.

    Raises
    ------
    CellFaultError
        PL501 for a date, PL502 for a date that can be read in two ways, PL503 for any other text or number.
    """
    folded = unicodedata.normalize("NFKC", text).strip()
    if folded == "0":
        return 0
    found = _YEAR.fullmatch(folded)
    if found and FIRST_YEAR <= int(found[1]) <= LAST_YEAR:
        return int(found[1])
    raise _refusal(folded)


def _refusal(text: str) -> CellFaultError:
    if found := _DATE.fullmatch(text):
        return date_instead_of_year(int(found[1]), _is_date(found[1], found[2], found[3] or "1"))
    if found := _DAY_FIRST.fullmatch(text):
        first, second, year = found.groups()
        return refuse(
            "PL502",
            (
                f"“{text}”可读作 {year} 年 {int(first)} 月 {int(second)} 日或 {int(second)} 月 {int(first)} 日；本列只需年份",
                f"“{text}” could be {year}-{first:0>2}-{second:0>2} or {year}-{second:0>2}-{first:0>2};"
                " only the year is needed",
            ),
            (f"请只写年份 {year}。", f"Write the year only: {year}."),
        )
    return _not_a_year(text)


def _is_date(year: str, month: str, day: str) -> bool:
    try:
        dt.date(int(year), int(month), int(day))
    except ValueError:
        return False
    return True


def date_instead_of_year(year: int, exists: bool = True) -> CellFaultError:
    """Return the refusal of a date in a column of years."""
    rule = ("本列只需年份，不需日期", "only the year is needed, not a date")
    if not exists:
        rule = (
            "没有这个日期，且本列只需年份",
            "there is no such date, and only the year is needed",
        )
    return refuse("PL501", rule, (f"请写 {year}。", f"Write {year}."))


def _not_a_year(text: str) -> CellFaultError:
    mend = ("请写四位年份，例如 2024。", "Write the year with four digits, such as 2024.")
    if text.isascii() and text.isdigit() and 36526 <= int(text) <= 73050:  # noqa: PLR2004
        date = (_SERIAL_ORIGIN + dt.timedelta(days=int(text))).isoformat()
        mend = (
            f"这像是 Excel 的日期序号（{date}），请写 {date[:4]}。",
            f"It looks like the serial number of {date} in Excel: write {date[:4]}.",
        )
    spoken = digits_of(text.rstrip("年度"))
    if spoken is not None and FIRST_YEAR <= spoken <= LAST_YEAR:
        mend = (f"请写 {spoken}。", f"Write {spoken}.")
    return refuse(
        "PL503",
        (
            f"年份须为 {FIRST_YEAR}–{LAST_YEAR} 的四位数字",
            f"a year has four digits and lies in {FIRST_YEAR}–{LAST_YEAR}",
        ),
        mend,
    )
