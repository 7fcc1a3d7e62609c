"""CSV files as offices save them: encoding, separator and line ends found out, never guessed twice."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from placement.errors import InputError, Problem
from placement.tables.files.content import Content
from placement.tables.finding import finding
from placement.tables.grid import Grid
from placement.tables.header import find_header
from placement.tables.spec import TableSpec

LONGEST_FIELD = 131_072
SEPARATORS = (",", ";", "\t")
SHOWN_HEADER = 60

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_LONG_UTF8 = re.compile(rb"(?:[\xe4-\xe9][\x80-\xbf]{2}){3}")


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text of a file and the encoding it was read with."""

    text: str
    encoding: str


def read_csv(content: Content, spec: TableSpec) -> tuple[Grid, list[Problem]]:
    """Read one CSV file.

    Returns
    -------
    grid
        All cells as text.
    problems
        Infos on the encoding (PL201) and the separator (PL223).

    Raises
    ------
    InputError
        PL202 header unreadable in any encoding, PL203 undecodable, PL205 NUL, PL206 full-width separator, PL207
        open quote, PL208 field too long, PL314 invalid code points.
    """
    decoded = _decode(content)
    separator = _separator(decoded.text, content)
    grid = _split(decoded.text, separator, content)
    if find_header(grid, spec) is None and decoded.encoding == "utf-8":
        other = _as_gb18030(content)
        if other is not None:
            grid, decoded = _second_reading(content, spec, grid, other), other
    return grid, list(_infos(decoded, separator, content))


def _decode(content: Content) -> Decoded:
    data = content.data
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            try:
                decoded = Decoded(data.decode(encoding), encoding)
            except UnicodeDecodeError as error:
                raise InputError([_undecodable(content, error, encoding)]) from None
            return _without_nul(decoded, content)
    try:
        return _without_nul(Decoded(data.decode("utf-8"), "utf-8"), content)
    except UnicodeDecodeError as error:
        if _is_mixed(data):
            raise InputError([_undecodable(content, error, "UTF-8 + GB18030")]) from None
    try:
        return _without_nul(Decoded(data.decode("gb18030"), "gb18030"), content)
    except UnicodeDecodeError as error:
        raise InputError([_undecodable(content, error, "GB18030")]) from None


def _without_nul(decoded: Decoded, content: Content) -> Decoded:
    position = decoded.text.find("\0")
    if position >= 0:
        line = decoded.text.count("\n", 0, position) + 1
        rule = ("文件中有 NUL 字节，像是二进制文件", "the file holds NUL bytes: it looks binary")
        mend = ("请从 Excel 重新另存为 CSV。", "Save it as CSV from Excel again.")
        raise InputError([finding("PL205", rule, mend).at(file=content.shown, row=line)])
    return decoded


def _is_mixed(data: bytes) -> bool:
    """Whether some lines are clearly UTF-8 Chinese although the file as a whole is not UTF-8."""
    utf8 = foreign = 0
    for line in data.splitlines():
        if line.isascii():
            continue
        try:
            line.decode("utf-8")
        except UnicodeDecodeError:
            foreign += 1
        else:
            utf8 += _LONG_UTF8.search(line) is not None
    return utf8 > 0 and utf8 * 100 >= foreign


def _as_gb18030(content: Content) -> Decoded | None:
    if content.data.isascii() or _LONG_UTF8.search(content.data):
        return None
    try:
        return Decoded(content.data.decode("gb18030"), "gb18030")
    except UnicodeDecodeError:
        return None


def _second_reading(content: Content, spec: TableSpec, first: Grid, other: Decoded) -> Grid:
    """Read a file whose UTF-8 header means nothing as GB18030; PL202 if that means nothing either."""
    second = _split(other.text, _separator(other.text, content), content)
    if find_header(second, spec) is not None:
        return second
    readings = [",".join(map(str, grid.rows[0]))[:SHOWN_HEADER] for grid in (first, second)]
    rule = (
        f"表头无法识别：按 UTF-8 是“{readings[0]}”，按 GB18030 是“{readings[1]}”",
        f"the header means nothing: “{readings[0]}” as UTF-8, “{readings[1]}” as GB18030",
    )
    mend = (
        "请另存为“CSV UTF-8（逗号分隔）”，并核对表头名称；placement template 可生成带全部表头的空表。",
        "Save it as “CSV UTF-8” and check the names of the columns; `placement template` writes all headers.",
    )
    raise InputError([finding("PL202", rule, mend).at(file=content.shown, row=1)])


def _undecodable(content: Content, error: UnicodeDecodeError, encoding: str) -> Problem:
    data = content.data
    if encoding == "utf-16" and "surrogate" in error.reason:
        rule = (
            "文字中有无效字符（孤立的代理码点）",
            "the text holds an invalid code point: a lone surrogate",
        )
        mend = ("请从 Excel 重新另存为 CSV UTF-8。", "Save it as CSV UTF-8 from Excel again.")
        return finding("PL314", rule, mend).at(file=content.shown)
    start, seen = error.start, f"0x{data[error.start]:02x}"
    line = data.count(b"\n", 0, start) + 1
    problem = finding(
        "PL203",
        (
            f"文件编码不一致或已损坏：第 {line} 行、第 {start} 字节（{seen}）无法解码（{encoding}）",
            f"mixed or damaged encoding: byte {start} ({seen}) in line {line} cannot be decoded ({encoding})",
        ),
        (
            "请用一种编码重新保存，最好是“CSV UTF-8（逗号分隔）”。",
            "Save the file in one encoding, best “CSV UTF-8”.",
        ),
        value=seen,
    )
    return problem.at(file=content.shown, row=line)


def _separator(text: str, content: Content) -> str:
    first = next((line for line in text.splitlines()[:10] if line.strip()), "")
    lines = [line for line in text[:20_000].splitlines()[:10] if line.strip()]
    counts = Counter({s: max((line.count(s) for line in lines), default=0) for s in SEPARATORS})
    best, found = counts.most_common(1)[0]
    if not found and "，" in first:
        rule = ("分隔符是全角逗号“，”", "the separator is the full-width comma “，”")
        mend = (
            "请改用英文逗号，或从 Excel 另存为 CSV。",
            "Use the ASCII comma, or save as CSV from Excel.",
        )
        raise InputError([finding("PL206", rule, mend, value="，").at(file=content.shown, row=1)])
    return best if found else ","


def _split(text: str, separator: str, content: Content) -> Grid:
    rows: list[list[str]] = []
    numbers: list[int] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    start = 1
    try:
        for row in reader:
            rows.append(row)
            numbers.append(start)
            start = reader.line_num + 1
    except csv.Error as error:
        raise InputError([_malformed(str(error), content, start)]) from None
    return Grid(file=content.shown, sheet=None, rows=rows, numbers=numbers)


def _malformed(message: str, content: Content, line: int) -> Problem:
    if "field larger" in message:
        rule = (
            f"单元格超过 {LONGEST_FIELD:,} 个字符",
            f"a field has more than {LONGEST_FIELD:,} characters",
        )
        mend = (
            "请检查该行的引号是否成对，或缩短文字。",
            "Check that quotes are in pairs, or shorten the text.",
        )
        return finding("PL208", rule, mend).at(file=content.shown, row=line)
    rule = (
        f"第 {line} 行开始的双引号没有成对",
        f"the quote that begins in line {line} is never closed or is followed by text",
    )
    mend = (
        '请补上结尾的双引号；文字中的双引号须写成两个（""）。',
        'Close the quote; a quote inside text is written twice ("").',
    )
    return finding("PL207", rule, mend).at(file=content.shown, row=line)


def _infos(decoded: Decoded, separator: str, content: Content) -> Iterator[Problem]:
    names = {"gb18030": "GB18030", "utf-16": "UTF-16"}
    if decoded.encoding in names:
        name = names[decoded.encoding]
        yield finding(
            "PL201",
            (f"按 {name} 编码读取", f"read as {name}"),
            (
                "若文字显示不正常，请另存为 CSV UTF-8。",
                "If the text looks wrong, save the file as CSV UTF-8.",
            ),
            severity="info",
        ).at(file=content.shown)
    if separator != ",":
        shown = {"\t": "Tab", ";": ";"}[separator]
        yield finding(
            "PL223",
            (f"分隔符是 {shown}", f"the separator is {shown}"),
            ("无需处理。", "Nothing to do."),
            severity="info",
        ).at(file=content.shown)
