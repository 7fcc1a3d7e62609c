"""From the bytes of a YAML file to checked text."""

from __future__ import annotations

import re
from pathlib import Path

from placement.errors import InputError, Problem, Text
from placement.yamlfile.document import shown_path
from placement.yamlfile.paths import check_regular_file
from placement.yamlfile.sorts import Sort, mistaken, sort_by_content

LARGEST_FILE_BYTES = 1_000_000

_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")


def read_text(path: Path, root: Path, wanted: Sort) -> str:
    """Return the text of a UTF-8 file without its byte order mark.

    Raises
    ------
    InputError
        PL101, PL102, PL118 where no ordinary file inside ``root`` is named; PL103 empty; PL803 over 1 MB;
        PL203 not UTF-8; PL205 NUL or another control character; PL819 a folder or file of another sort.
    """
    shown = shown_path(path, root)
    folder = sort_by_content(path) if path.is_dir() else None
    if folder is None:
        check_regular_file(path, root)
    sort = folder or sort_by_content(path)
    if sort is not None:
        raise InputError([mistaken(sort, wanted).at(file=shown)])
    with path.open("rb") as stream:
        raw = stream.read(LARGEST_FILE_BYTES + 1)
    if len(raw) > LARGEST_FILE_BYTES:
        raise InputError([_too_large().at(file=shown)])
    if not raw:
        raise InputError([_empty().at(file=shown)])
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError([_undecodable(raw, error.start).at(file=shown)]) from None
    found = _FORBIDDEN.search(text)
    if found is not None:
        raise InputError([_control(text, found.start()).at(file=shown)])
    return text


def _too_large() -> Problem:
    rule = Text("YAML 文件不得超过 1 MB", "a YAML file may not exceed 1 MB")
    mend = Text(
        "大量数据请放入 CSV 或工作簿，由 data 引用。",
        "Put bulk data into CSV or a workbook, named by `data`.",
    )
    return Problem(code="PL803", rule=rule, mend=mend)


def _empty() -> Problem:
    rule = Text("文件为空（0 字节）", "the file is empty (0 bytes)")
    mend = Text("请核对文件是否保存完整。", "Check that the file was saved completely.")
    return Problem(code="PL103", rule=rule, mend=mend)


def _undecodable(raw: bytes, start: int) -> Problem:
    line = raw.count(b"\n", 0, start) + 1
    seen = f"0x{raw[start]:02x}"
    rule = Text(
        f"文件须为 UTF-8 编码；第 {start} 字节（{seen}）无法解码",
        f"the file must be UTF-8; byte {start} ({seen}) cannot be decoded",
    )
    mend = Text(
        "请在编辑器中另存为 UTF-8（现在可能是 GBK/GB18030）。",
        "Save it as UTF-8 in your editor (it may be GBK/GB18030 now).",
    )
    return Problem(code="PL203", rule=rule, mend=mend, row=line, value=seen)


def _control(text: str, start: int) -> Problem:
    rule = Text("文件中有控制字符，像是二进制文件", "the file holds a control character: binary?")
    mend = Text("请删除该字符。", "Delete the character.")
    line = text.count("\n", 0, start) + 1
    return Problem(code="PL205", rule=rule, mend=mend, row=line, value=text[start])
