"""The findings of the YAML reader, in words."""

from __future__ import annotations

import re

from placement.errors import Problem, Text

COLON_SEARCH_LINES = 3

_COLON_AS_KEY = re.compile(r"\s*(?:-\s+)*[^\s\"'#:：\[\]{}][^\"'#:：]*：")


def duplicate_key(first: int, second: int) -> Problem:
    """PL801: one key twice in one mapping."""
    rule = Text(
        f"同一个键只能写一次（第 {first} 行与第 {second} 行重复）",
        f"a key may be written once only (lines {first} and {second})",
    )
    mend = Text("请删除其中一个。", "Delete one of them.")
    return Problem(code="PL801", rule=rule, mend=mend)


def foreign_quotes(text: str) -> Problem:
    """PL812: a text in Chinese quotes, which YAML takes for part of it."""
    inner = text[1:-1]
    rule = Text(
        "引号须用半角：中文引号会成为文字的一部分",
        "quotes must be ASCII ones: others become part of the text",
    )
    mend = Text(
        f"请写 \"{inner}\"，或不写引号；文字里本来的引号，外面再加半角引号：'{text}'",
        f"Write \"{inner}\", or no quotes at all; quotes that belong to the text go into ASCII ones: '{text}'",
    )
    return Problem(code="PL812", rule=rule, mend=mend, value=text)


def cut_amount(before: object, after: str) -> Problem:
    """PL405: an amount in a mapping in brackets that its own comma has cut in two."""
    whole = f"{before}{after}".replace(",", "")
    rule = Text(
        f"金额里的逗号把它切成了两项：“{before}”和“{after}”",
        f"the comma in an amount cuts it in two: “{before}” and “{after}”",
    )
    mend = Text(f"请不写千分位：{whole}", f"Write it without a comma: {whole}")
    return Problem(code="PL405", rule=rule, mend=mend, value=f"{before},{after}")


def anchor(name: str) -> Problem:
    """PL803: an anchor or alias."""
    rule = Text("不允许锚点（&）和别名（*）", "anchors (&) and aliases (*) are not allowed")
    mend = Text(
        "请把内容写全，或用 extends 继承；文字以 & 或 * 开头时请加引号。",
        "Write the content out or use `extends`; put text that begins with & or * in quotes.",
    )
    return Problem(code="PL803", rule=rule, mend=mend, value=name)


def tag(name: str) -> Problem:
    """PL803: a tag such as ``!!python/object``."""
    rule = Text("不允许类型标签（!）", "tags (!) are not allowed")
    mend = Text(
        "请删除标签；文字以 ! 开头时请加引号。",
        "Delete the tag; put text that begins with ! in quotes.",
    )
    return Problem(code="PL803", rule=rule, mend=mend, value=name)


def merge_key() -> Problem:
    """PL803: the merge key of YAML 1.1."""
    rule = Text("不允许合并键 <<", "the merge key << is not allowed")
    mend = Text("请用 extends 继承另一个文件。", "Inherit from another file with `extends`.")
    return Problem(code="PL803", rule=rule, mend=mend, value="<<")


def too_many_nodes(limit: int) -> Problem:
    """PL803: too many values in one file."""
    rule = Text(f"一个文件最多 {limit:,} 个值", f"a file may hold at most {limit:,} values")
    mend = Text("大量数据请放入表格。", "Put bulk data into tables.")
    return Problem(code="PL803", rule=rule, mend=mend)


def too_deep(limit: int) -> Problem:
    """PL804: nested too deeply."""
    rule = Text(f"嵌套不得超过 {limit} 层", f"values may be nested at most {limit} levels deep")
    mend = Text("请检查括号或缩进。", "Check brackets and indentation.")
    return Problem(code="PL804", rule=rule, mend=mend)


def not_finite(value: str) -> Problem:
    """PL407: NaN, infinity or a number far too large."""
    rule = Text("不是有限的数", "not a finite number")
    mend = Text("请写出具体数字。", "Write a number.")
    return Problem(code="PL407", rule=rule, mend=mend, value=value)


def lone_surrogate() -> Problem:
    """PL314: an escape that is half a character."""
    rule = Text("不是有效的字符（单独的代理码位）", "not a character (a lone surrogate code point)")
    mend = Text("请直接写出该字符。", "Write the character itself.")
    return Problem(code="PL314", rule=rule, mend=mend)


def second_document() -> Problem:
    """PL811: a second YAML document in the file."""
    rule = Text("一个文件只能有一份 YAML 文档", "a file may hold one YAML document only")
    mend = Text(
        "请删除“---”之后的内容或另存为文件。", "Remove what follows `---` or save it separately."
    )
    return Problem(code="PL811", rule=rule, mend=mend, value="---")


def directive() -> Problem:
    """PL803: %TAG, or a YAML version other than 1.2."""
    rule = Text("只支持 YAML 1.2，不允许 %TAG", "only YAML 1.2 is read, and no %TAG")
    mend = Text("请删除以 % 开头的行。", "Delete the line that begins with %.")
    return Problem(code="PL803", rule=rule, mend=mend)


def key_not_text() -> Problem:
    """PL802: a list or mapping used as a key."""
    rule = Text("键须为文字或整数", "a key must be text or a whole number")
    mend = Text("请改写该键。", "Rewrite the key.")
    return Problem(code="PL802", rule=rule, mend=mend)


def top_level(text: str) -> Problem:
    """PL812 or PL802: the file is not a mapping of keys to values."""
    lines = text.splitlines()
    for number, line in enumerate(lines):
        if _COLON_AS_KEY.match(line):
            return full_width_colon(line).at(row=number + 1)
    rule = Text("文件最外层须为“键: 值”", "the top level of the file must be `key: value` lines")
    mend = Text("请对照模板书写。", "Follow the template.")
    return Problem(code="PL802", rule=rule, mend=mend, row=1)


def full_width_colon_line(lines: list[str], last: int) -> int | None:
    """Return the line at or just before ``last`` (from 0) that has a full-width colon after its key."""
    first = max(last - COLON_SEARCH_LINES, 0)
    for number in range(min(last, len(lines) - 1), first - 1, -1):
        if _COLON_AS_KEY.match(lines[number]):
            return number
    return None


def full_width_colon(line: str) -> Problem:
    """PL812: a full-width colon where ``: `` belongs."""
    rule = Text("键后须用半角冒号加空格“: ”", "a key is followed by an ASCII colon and a space")
    mend = Text("请把全角冒号“：”改为“: ”。", "Replace the full-width colon `：` by `: `.")
    return Problem(code="PL812", rule=rule, mend=mend, value=line.strip())
