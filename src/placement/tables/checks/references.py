"""Checks on ids that name a row of another table."""

from __future__ import annotations

from collections.abc import Iterator

from placement.errors import Problem, Severity, listed
from placement.policy.kinds import fold_name
from placement.tables.checks.context import Context
from placement.tables.finding import finding
from placement.tables.frames import CIRCLE_WORDS, DISTRICT_WORDS
from placement.yamlfile.near import before_more, near_match


def unknown_circles(context: Context) -> Iterator[Problem]:
    """PL701, PL304: judgements and reach of circles that are not in the table of circles."""
    if context.complete("circles", "circle_id"):
        known = _ids(context, "circles", "circle_id")
        for table_id in ("judgements", "reach"):
            yield from _unknown(context, table_id, "circle_id", known, ("生活圈", "circles"))


def unknown_sites(context: Context) -> Iterator[Problem]:
    """PL701, PL304: reach of sites that are neither premises nor outlets."""
    if context.complete("premises", "premises_id") and context.complete("outlets", "outlet_id"):
        known = _ids(context, "premises", "premises_id") | _ids(context, "outlets", "outlet_id")
        names = ("闲置用房或网点", "premises or outlets")
        yield from _unknown(context, "reach", "site_id", known, names)


def sites_of_two_tables(context: Context) -> Iterator[Problem]:
    """PL722: reach of an id that is both premises and outlet; it would count for both."""
    reach = context.tables.get("reach")
    if reach is None or not {"premises", "outlets"} <= set(context.tables):
        return
    both = _ids(context, "premises", "premises_id") & _ids(context, "outlets", "outlet_id")
    said: set[str] = set()
    for index, value in reach.rows("site_id"):
        if value in both and value not in said:
            said.add(value)
            problem = finding(
                "PL722",
                (
                    f"编号“{value}”既是闲置用房又是网点，步行可达表不知指哪一个",
                    f"“{value}” is both premises and outlet; the reach table does not say which is meant",
                ),
                ("请让两张表的编号互不相同。", "Give premises and outlets different ids."),
                value=value,
            )
            yield reach.at(problem, index, "site_id")


def _ids(context: Context, table_id: str, column_id: str) -> set[str]:
    return {value for _, value in context.tables[table_id].rows(column_id)}


def _unknown(
    context: Context, table_id: str, column_id: str, known: set[str], searched: tuple[str, str]
) -> Iterator[Problem]:
    table = context.tables.get(table_id)
    if table is None or column_id not in table.body.heads:
        return
    by_number = {_bare(value): value for value in known}
    beside = _keys_beside(context, table_id, column_id)
    taken: dict[tuple[str, ...], set[str]] = {}
    for index, value in table.rows(column_id):
        taken.setdefault(beside[index], set()).add(value)
    said: dict[str, Problem] = {}
    for index, value in table.rows(column_id):
        if value in known:
            continue
        if value not in said:
            original = by_number.get(_bare(value))
            said[value] = (
                _unknown_id(value, known, searched, taken[beside[index]])
                if original is None
                else _zeros_lost(value, original)
            )
        yield table.at(said[value], index, column_id)


def _bare(value: str) -> str:
    return value.lstrip("0") if value.isdigit() else value


def _keys_beside(context: Context, table_id: str, column_id: str) -> dict[int, tuple[str, ...]]:
    """Return the rest of each row's key by the row's index, such as the line that a circle is judged on."""
    table = context.tables[table_id]
    columns = [dict(table.rows(c)) for c in table.body.spec.key if c != column_id]
    indices = {index for index, _ in table.rows(column_id)}
    return {index: tuple(column.get(index, "") for column in columns) for index in indices}


def _unknown_id(value: str, known: set[str], searched: tuple[str, str], taken: set[str]) -> Problem:
    """Return PL701; what has a row of its own with the rest of this row's key is not what was meant."""
    folded = {fold_name(k): k for k in known}
    near = folded.get(fold_name(value)) or near_match(value, known)
    near = None if near in taken else near
    guess = before_more(near)
    return finding(
        "PL701",
        (f"{searched[0]}表中没有编号“{value}”", f"the table {searched[1]} has no id “{value}”"),
        (
            f"{guess[0]}请改正编号，或在该表补充。",
            f"{guess[1]}Correct the id, or add it to that table.",
        ),
        value=value,
    )


def _zeros_lost(value: str, original: str) -> Problem:
    return finding(
        "PL304",
        (
            f"编号“{value}”与“{original}”只差前导零：Excel 丢掉了前导零",
            f"the ids “{value}” and “{original}” differ in leading zeros only: leading zeros lost in Excel",
        ),
        (
            f"请把该列设为“文本”格式，并写 {original}。",
            f"Format the column as text and write {original}.",
        ),
        value=value,
    )


def districts_not_of_the_policy(context: Context) -> Iterator[Problem]:
    """PL701: circles in districts that the policy does not list; premises, too, where those of circles cannot be read."""
    known = context.vocabulary.districts
    tables = ["circles"] if context.complete("circles", "district") else ["circles", "premises"]
    for table_id in tables if known else ():
        yield from _not_of_the_policy(context, table_id, known)


def _not_of_the_policy(
    context: Context, table_id: str, known: tuple[str, ...]
) -> Iterator[Problem]:
    table = context.tables.get(table_id)
    if table is None or "district" not in table.body.heads:
        return
    for index, value in table.rows("district"):
        if value not in known:
            zh, en = listed(known)
            guess = before_more(near_match(value, known))
            problem = finding(
                "PL701",
                (
                    f"政策文件里没有这个县（市、区）：“{value}”",
                    f"the policy has no district “{value}”",
                ),
                (f"{guess[0]}可用：{zh}", f"{guess[1]}Known: {en}"),
                value=value,
            )
            yield table.at(problem, index, "district")


def unknown_districts(context: Context) -> Iterator[Problem]:
    """PL701: premises in a district without circles; an error where a known district is spelt alike."""
    table = context.tables.get("premises")
    if table is None or not context.complete("circles", "district"):
        return
    known = _ids(context, "circles", "district")
    said: dict[str, Problem] = {}
    for index, value in table.rows("district"):
        if value not in known:
            if value not in said:
                said[value] = _unknown_word(value, known, "区县", "district", "error")
            yield table.at(said[value], index, "district")


def unknown_source_classes(context: Context) -> Iterator[Problem]:
    """PL701: formats for a class of premises that no premises have."""
    table = context.tables.get("costs")
    if table is None or not context.complete("premises", "source_class"):
        return
    known = _ids(context, "premises", "source_class")
    for index, value in table.rows("source_class"):
        if value and value not in known | CIRCLE_WORDS | DISTRICT_WORDS:
            problem = _unknown_word(value, known - {""}, "用房来源", "source class", "warning")
            yield table.at(problem, index, "source_class")


def _unknown_word(value: str, known: set[str], zh: str, en: str, severity: Severity) -> Problem:
    near = near_match(value, known)
    tables = ("生活圈", "circles") if en == "district" else ("闲置用房", "premises")
    guess = before_more(near)
    return finding(
        "PL701",
        (f"{tables[0]}表中没有{zh}“{value}”", f"the table {tables[1]} has no {en} “{value}”"),
        (
            f"{guess[0]}现有：{'、'.join(sorted(known))}。",
            f"{guess[1]}Known: {', '.join(sorted(known))}.",
        )
        if known
        else (f"请在{tables[0]}表补上。", f"Add it to the table {tables[1]}."),
        severity=severity if near is not None else "warning",
        value=value,
    )
