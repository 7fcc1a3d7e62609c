"""Several score tables, and lines that exclude each other."""

from __future__ import annotations

from collections.abc import Iterator

from placement.errors import Problem, Text
from placement.policy.checks.points import chapters_of, check_step
from placement.policy.findings import Findings
from placement.policy.lines import CountLine
from placement.policy.schema import Policy

TABLE = Text("评价表", "score table")


def check_tables(policy: Policy, findings: Findings) -> Iterator[Problem]:
    """PL420 totals, PL834 tables that do not exist, PL837 a chapter in two tables or in none."""
    rules = policy.rubric
    for path, chapter in chapters_of(rules.chapters, ("rubric", "chapters")):
        outermost = len(path) == 3  # noqa: PLR2004  rubric, chapters, id
        if chapter.table is not None and chapter.table not in rules.tables:
            yield findings.unknown("PL834", (*path, "table"), TABLE, chapter.table, rules.tables)
        elif outermost == (chapter.table is None) and rules.tables:
            rule = Text(
                "有多张评价表时，最外层类别须写明属于哪张表，子类不写",
                "with several score tables each outermost chapter names its table, and no other does",
            )
            mend = Text("请补上或删去 table。", "Add or delete ``table``.")
            yield findings.problem("PL837", path, rule, mend)
    for table_id, table in rules.tables.items():
        where = ("rubric", "tables", table_id, "total")
        yield from check_step(policy, where, table.total, findings)
        total = sum(c.cap for c in rules.chapters.values() if c.table == table_id)
        if total != table.total:
            rule = Text(
                f"各类别上限合计 {total} 分，与满分 {table.total} 分不符",
                f"the caps of the chapters add up to {total}, not to the total of {table.total}",
            )
            mend = Text("请核对类别上限。", "Check the caps of the chapters.")
            yield findings.problem("PL420", where, rule, mend, table.total)


def check_exclusive(policy: Policy, findings: Findings) -> Iterator[Problem]:
    """PL834 lines that do not exist, PL836 lines that count no outlets."""
    counted = [i for i, line in policy.rubric.lines.items() if isinstance(line, CountLine)]
    for n, rule in enumerate(policy.rubric.exclusive):
        for position, line_id in enumerate(rule.lines):
            path = ("rubric", "exclusive", n, "lines", position)
            if line_id not in counted:
                what = Text("计数类评分项", "counted line")
                yield findings.unknown("PL834", path, what, line_id, counted)
            elif line_id in rule.lines[:position]:
                text = Text("同一评分项重复列出", "a line is listed twice")
                mend = Text("请删除重复项。", "Delete the repetition.")
                yield findings.problem("PL836", path, text, mend, line_id)
