"""Checks on free words: one that stands in few rows and is spelt almost like one of many rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from placement.errors import Problem
from placement.plain import counted
from placement.tables.checks.context import Context
from placement.tables.finding import finding
from placement.yamlfile.near import near_match, slips

FREE_WORDS = (("circles", "area_class"), ("premises", "area_class"), ("premises", "source_class"))
TIMES_MORE = 10
LONG_WORD = 3
"""Letters of a word of which one but the first may be another by mistake: 主城区 and 新城区 are two words."""


def rare_spellings(context: Context) -> Iterator[Problem]:
    """PL318: classes that may be another, far more frequent one with a slip."""
    columns = FREE_WORDS if context.vocabulary.districts else (*FREE_WORDS, ("circles", "district"))
    for table_id, column_id in columns:
        table = context.tables.get(table_id)
        if table is None or column_id not in table.body.heads:
            continue
        rows = [(index, word) for index, word in table.rows(column_id) if word]
        meant = _meant(Counter(word for _, word in rows))
        for index, word in rows:
            if word in meant:
                yield table.at(meant[word], index, column_id)


def _meant(counts: Counter[str]) -> dict[str, Problem]:
    """Return a finding for each word that a far more frequent one may be meant by."""
    found = {}
    for word, count in counts.items():
        frequent = [other for other, n in counts.items() if n >= TIMES_MORE * count]
        near = near_match(word, frequent)
        if near is not None and _is_slip(word, near):
            found[word] = _rare(word, count, near, counts[near])
    return found


def _is_slip(word: str, near: str) -> bool:
    """Tell whether letters are left out or added, or one of a long word is another."""
    short, long = sorted((word, near), key=len)
    if short in long:
        return True
    return len(short) >= LONG_WORD and short[0] == long[0] and slips(short, long) == 1


def _rare(word: str, count: int, near: str, frequent: int) -> Problem:
    return finding(
        "PL318",
        (
            f"“{word}”只有 {count} 行，写法相近的“{near}”有 {frequent} 行",
            f"“{word}” stands in {counted(count, 'row')}, “{near}”, spelt much alike, in {frequent}",
        ),
        (
            f"若是同一类，请写“{near}”；确为两类的不必改。",
            f"Write “{near}” if it is the same class; leave it where it is another.",
        ),
        severity="warning",
        value=word,
    )
