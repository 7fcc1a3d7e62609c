"""Workbooks are zip archives of XML: what is looked at before any other program may open one."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from defusedxml import ElementTree  # type: ignore[import-untyped]

from placement.errors import InputError, Problem
from placement.tables.files.content import Content, protected
from placement.tables.finding import finding
from placement.tables.model import Limits

_SMALL_PART = 1_000_000
_ENTITY = re.compile(rb"<!(?:DOCTYPE|ENTITY)|<\0!\0D\0O\0C|\0<\0!\0D\0O\0C", re.IGNORECASE)
_LINKS = re.compile(r"xl/(?:externalLinks/|connections\.xml|embeddings/|queryTables/)")
_MACROS = re.compile(r"xl/vbaProject\.bin|Basic/", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Archive:
    """The XML parts of a workbook that was found harmless.

    Attributes
    ----------
    parts
        Unpacked XML by name.
    sheets
        Worksheet name and the name of its part; empty for OpenDocument.
    """

    parts: Mapping[str, bytes]
    sheets: Mapping[str, str]
    problems: tuple[Problem, ...]


def open_archive(content: Content, limits: Limits) -> Archive:
    """Unpack the XML parts of a workbook after checking its entries.

    Raises
    ------
    InputError
        PL105 no workbook, PL106 protected, PL107 damaged, PL109 unpacks to too much, PL111 XML entities, PL113 entry names that
        leave the archive, PL114 two entries of one name.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content.data)) as archive:
            entries = archive.infolist()
            problems = list(_entry_problems(entries, limits))
            if problems:
                raise InputError(p.at(file=content.shown) for p in problems)
            parts = {e.filename: archive.read(e) for e in entries if _is_xml(e.filename)}
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        OSError,
        NotImplementedError,
        ValueError,
    ) as error:
        raise InputError([damaged(content).at(file=content.shown)]) from error
    except RuntimeError as error:  # zipfile's only sign of an encrypted entry
        raise InputError([protected().at(file=content.shown)]) from error
    entities = [_entity(name) for name, part in parts.items() if _ENTITY.search(part)]
    if entities:
        raise InputError(p.at(file=content.shown) for p in entities)
    if not {"xl/workbook.xml", "content.xml"} & parts.keys():
        raise InputError([_no_workbook().at(file=content.shown)])
    names = [entry.filename for entry in entries]
    warnings = tuple(p.at(file=content.shown) for p in _warnings(names))
    return Archive(parts, _sheet_parts(parts, content), warnings)


def _is_xml(name: str) -> bool:
    return name.lower().endswith((".xml", ".rels"))


def _entry_problems(entries: list[zipfile.ZipInfo], limits: Limits) -> Iterator[Problem]:
    for name, n in Counter(entry.filename for entry in entries).items():
        path = PurePosixPath(name.replace("\\", "/"))
        if path.is_absolute() or ".." in path.parts or ":" in name or "\0" in name:
            yield _escaping(name)
        if n > 1:
            sizes = ", ".join(f"{e.file_size:,}" for e in entries if e.filename == name)
            yield _twice(name, sizes)
    total = sum(entry.file_size for entry in entries)
    if total > limits.unpacked_bytes:
        yield _bomb("—", total, limits.unpacked_bytes)
    for entry in entries:
        if entry.file_size > limits.part_bytes:
            yield _bomb(entry.filename, entry.file_size, limits.part_bytes)
        elif entry.file_size > _SMALL_PART and entry.file_size > limits.ratio * max(
            entry.compress_size, 1
        ):
            largest = limits.ratio * max(entry.compress_size, 1)
            yield _bomb(entry.filename, entry.file_size, largest)


def _warnings(names: list[str]) -> Iterator[Problem]:
    if any(_MACROS.match(name) for name in names):
        yield finding(
            "PL108",
            ("工作簿含宏；宏被忽略，从不运行", "macros in the workbook are ignored, never run"),
            ("可另存为 .xlsx。", "Save it as .xlsx."),
            severity="warning",
        )
    links = sorted(name for name in names if _LINKS.match(name))
    if links:
        yield finding(
            "PL112",
            (
                f"工作簿含外部链接、数据连接或嵌入对象（{links[0]}），不会访问",
                f"external links, connections or objects in the workbook ({links[0]}) are not followed",
            ),
            ("请核对数值是否最新。", "Check that the values are up to date."),
            severity="warning",
        )


def _sheet_parts(parts: Mapping[str, bytes], content: Content) -> dict[str, str]:
    """Return the XML part of each worksheet; PL107 if the workbook's own lists are broken."""
    if "xl/workbook.xml" not in parts:
        return {}
    try:
        relations = ElementTree.fromstring(parts.get("xl/_rels/workbook.xml.rels", b"<r/>"))
        targets = {r.get("Id"): r.get("Target", "") for r in relations}
        book = ElementTree.fromstring(parts["xl/workbook.xml"])
    except ElementTree.ParseError as error:
        raise InputError([damaged(content).at(file=content.shown)]) from error
    sheets = {}
    for sheet in book.iterfind(".//{*}sheet"):
        target = targets.get(_relation_id(sheet.attrib), "").lstrip("/").removeprefix("xl/")
        if f"xl/{target}" in parts:
            sheets[sheet.get("name", "")] = f"xl/{target}"
    return sheets


def _relation_id(attributes: Mapping[str, str]) -> str | None:
    """Return ``r:id`` in either of its namespaces, transitional or strict."""
    return next((value for name, value in attributes.items() if name.endswith("}id")), None)


def damaged(content: Content) -> Problem:
    """Return PL107: the workbook cannot be unpacked or understood."""
    size = len(content.data)
    return finding(
        "PL107",
        (
            f"工作簿已损坏或不完整（{size:,} 字节）",
            f"the workbook is damaged or incomplete ({size:,} bytes)",
        ),
        (
            "请重新复制文件，或在 Excel 中打开并另存。",
            "Copy the file again, or open it in Excel and save it.",
        ),
    )


def _no_workbook() -> Problem:
    return finding(
        "PL105",
        (
            "这是压缩文件，但不是 .xlsx 或 .ods 工作簿",
            "a zip archive, but no .xlsx or .ods workbook",
        ),
        ("请在 Excel 中另存为 .xlsx。", "Save it as .xlsx in Excel."),
        value="zip",
    )


def _escaping(name: str) -> Problem:
    return finding(
        "PL113",
        ("压缩包内的条目名离开了压缩包", "an entry of the archive has a name that leaves it"),
        ("这不是 Excel 保存的文件，请勿使用。", "Excel saves no such file; do not use it."),
        value=name,
    )


def _twice(name: str, sizes: str) -> Problem:
    return finding(
        "PL114",
        (
            f"压缩包内有重复条目（{sizes} 字节）",
            f"the archive holds one entry twice ({sizes} bytes)",
        ),
        ("请在 Excel 中打开核对并另存。", "Open it in Excel, check it and save it again."),
        value=name,
    )


def _bomb(name: str, size: int, limit: int) -> Problem:
    return finding(
        "PL109",
        (
            f"解压后有 {size:,} 字节，超过上限 {limit:,} 字节（{name}）",
            f"it unpacks to {size:,} bytes, above the limit of {limit:,} ({name})",
        ),
        (
            "请删除多余的格式和空行；确需如此大时请改用 CSV 文件夹。",
            "Delete superfluous formats and rows; if it really is so large, use a folder of CSV files.",
        ),
        value=name,
    )


def _entity(name: str) -> Problem:
    return finding(
        "PL111",
        (f"工作簿的 {name} 中有 XML 实体声明，不予读取", f"XML entities are not allowed ({name})"),
        ("Excel 不会这样保存文件，请勿使用。", "Excel saves no such file; do not use it."),
        value=name,
    )
