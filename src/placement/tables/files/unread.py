"""Files and sheets that no table is named like: said aloud, since a slip in a name loses a whole table."""

from __future__ import annotations

from collections.abc import Iterable

from placement.errors import Problem, listed
from placement.policy.kinds import fold_name
from placement.tables.dictionary.columns import TABLES
from placement.tables.finding import finding
from placement.yamlfile.near import near_match

SHOWN = 8
"""Names that are shown of what a workbook or folder holds."""
EXPECTED = frozenset(("说明", "填写说明", "选项", "readme"))
"""Names that nobody takes for a table."""


def unread_names(names: Iterable[str]) -> list[str]:
    """Return the names, of sheets or of files without ending, that belong to no table."""
    known = {fold_name(n) for s in TABLES.values() for n in (s.id, s.name, *s.aliases)}
    return [n for n in names if fold_name(n) not in known and fold_name(n) not in EXPECTED]


def not_read(names: list[str]) -> Problem:
    """Return PL124 (warning): these were not read, with the table each may have been meant for."""
    titles = [name for spec in TABLES.values() for name in (spec.id, spec.name)]
    shown = listed(f"“{name}”" for name in names)
    guesses = [(name, near) for name in names if (near := _table_meant(name, titles))]
    zh = "".join(f"“{name}”是否应为“{near}”？" for name, near in guesses)
    en = "".join(f"Is “{name}” meant to be “{near}”? " for name, near in guesses)
    tables = "、".join(spec.name for spec in TABLES.values())
    return finding(
        "PL124",
        (
            f"{shown.zh} 没有读取：不是任何数据表的名称",
            f"{shown.en} not read: named like no table",
        ),
        (
            f"{zh}数据表为：{tables}；与数据无关的可不理会。",
            f"{en}The tables are {', '.join(TABLES)}; ignore this for other files.",
        ),
        value=", ".join(names),
        severity="warning",
    )


def no_table_in(names: list[str], *, is_workbook: bool) -> Problem:
    """Return PL115 or PL101: a workbook or folder without a single table, and what it holds instead."""
    wanted = [spec for spec in TABLES.values() if spec.required]
    zh, en = "、".join(names[:SHOWN]), ", ".join(names[:SHOWN])
    more = ("", "") if len(names) <= SHOWN else ("等", " …")
    if is_workbook:
        sheets = "、".join(spec.name for spec in wanted)
        return finding(
            "PL115",
            (
                f"这个工作簿里没有一张数据表；现有工作表：{zh}{more[0]}",
                f"the workbook holds none of the tables; its sheets are {en}{more[1]}",
            ),
            (
                f"请写装数据表的工作簿，工作表须名为{sheets}等；placement template 可生成空表。",
                f"Name the workbook of the tables, its sheets named {', '.join(spec.id for spec in wanted)} …;"
                " `placement template` writes an empty one.",
            ),
        )
    files = ", ".join(f"{spec.id}.csv" for spec in wanted)
    return finding(
        "PL101",
        (
            f"这个文件夹里没有一张数据表{f'；现有：{zh}{more[0]}' if names else '，是空的'}",
            f"the folder holds none of the tables{f'; it holds {en}{more[1]}' if names else ', it is empty'}",
        ),
        (
            f"请写放数据表（{files} 等）的文件夹；placement template 可生成空表。",
            f"Name the folder of the tables ({files} …); `placement template` writes an empty workbook.",
        ),
    )


def is_like_a_table(names: Iterable[str]) -> bool:
    """Tell whether any name may be meant for a table's."""
    titles = [name for spec in TABLES.values() for name in (spec.id, spec.name)]
    return any(_table_meant(name, titles) for name in names)


def near_title(title: str, names: Iterable[str]) -> str | None:
    """Return the name that has a table's name in it, such as 网点表2024, or is spelt much like it."""
    there = list(names)
    holding = (name for name in there if fold_name(title) in fold_name(name))
    return next(holding, None) or near_match(title, there)


def _table_meant(name: str, titles: list[str]) -> str | None:
    parts = [title for title in titles if fold_name(title) in fold_name(name)]
    return max(parts, key=len) if parts else near_match(name, titles)
