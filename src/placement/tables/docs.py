"""``docs/tables.md``, written from the column dictionary."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from placement.tables.columns import TABLES
from placement.tables.spec import ColumnSpec, TableSpec

_INTRODUCTION = """\
# 数据表 · Tables

本页由字段字典生成。This page is generated from the column dictionary.

数据是一个文件夹（每表一个 CSV）或一个工作簿（每表一张工作表；.xlsx、.xlsm、.xls、.ods）。
文件、工作表和表头可用中文名或英文名；`placement template` 生成带下拉选项的空工作簿。
Data are a folder with one CSV per table, or one workbook with one sheet per table. Names of files, sheets and
headers may be Chinese or English; `placement template` writes an empty workbook with drop-downs.

- 编码：UTF-8（有无 BOM 均可）、GB18030/GBK、UTF-16（有 BOM）；分隔符：逗号、分号、制表符。
  Encodings: UTF-8, GB18030/GBK, UTF-16 with BOM; separators: comma, semicolon, tab.
- 表头可在前 10 行内，只占一行；数据区不得有合并单元格或合计行。
  One header row among the first ten; no merged cells or total rows below it.
- 单位写在表头：`固定投入(元)` 或 `固定投入(万元)`；英文 `fixed_yuan` 或 `fixed_wanyuan`。没有写明时用情景文件的 `money_unit`。
  Money columns state their unit in the header, else the scenario's `money_unit` counts.
- 是/否列可写 是/否、true/false、1/0；几种业态用 `+`（或 、，；|）连接。
  Yes/no columns take 是/否, true/false, 1/0; kinds are joined with `+`.
- 数字可用全角、千分位逗号；空白的必填数字不会按 0 处理。
  Full-width digits and thousands commas are read; a blank number that is required is never read as 0.
"""

_TYPES = {
    "id": "编号 id",
    "text": "文字 text",
    "word": "类别 word",
    "count": "整数 whole number",
    "decimal": "小数 decimal",
    "metres": "小数 decimal",
    "degrees": "十进制度 degrees",
    "area": "小数 decimal",
    "money": "金额 money",
    "year": "年份 year",
    "flag": "是/否 yes/no",
    "kinds": "业态（可多种） kinds",
    "kind": "业态 kind",
    "tier": "等级 tier",
    "line": "评分项 judged line",
}
_PRESENCE = {
    "required": "必填 required",
    "filled": "有此列则必填 filled",
    "optional": "选填 optional",
}
_FRAME_TYPES = {
    "count": "int", "metres": "int", "area": "int", "money": "int", "year": "int",
    "decimal": "Decimal", "degrees": "float", "flag": "bool", "kinds": "tuple[str, ...]",
}  # fmt: skip


def tables_page() -> str:
    """Return the text of ``docs/tables.md``."""
    sections = [_INTRODUCTION, *(_section(spec) for spec in TABLES.values()), _frames()]
    return "\n".join(sections)


def write_tables_page(path: Path) -> None:
    """Write ``docs/tables.md``."""
    path.write_text(tables_page(), encoding="utf-8", newline="\n")


def _section(spec: TableSpec) -> str:
    need = "必需 required" if spec.required else "可选 optional"
    names = "、".join(f"`{name}`" for name in (spec.id, spec.name, *spec.aliases))
    lines = [
        f"## {spec.name} {spec.id}",
        "",
        f"{spec.note.zh}。{spec.note.en[0].upper()}{spec.note.en[1:]}. {need}；名称 names: {names}",
        "",
        "| 表头 | header | 类型 type | 必填 needed | 范围 range | 说明 note | 例 example |",
        "|---|---|---|---|---|---|---|",
        *(_row(column) for column in spec.columns),
        "",
    ]
    return "\n".join(lines)


def _row(column: ColumnSpec) -> str:
    also = f"（或 {'、'.join(column.aliases)}）" if column.aliases else ""
    in_wanyuan = f" `{column.id.replace('yuan', 'wanyuan')}`" if column.is_money else ""
    cells = (
        column.header_zh + also,
        f"`{column.id}`{in_wanyuan}",
        _TYPES[column.type],
        _PRESENCE[column.presence],
        _range(column),
        f"{column.note.zh} · {column.note.en}",
        column.example,
    )
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _range(column: ColumnSpec) -> str:
    if column.low is None:
        return ""
    return f"≥ {column.low}" if column.high is None else f"{column.low} – {column.high}"


def _frames() -> str:
    """Return the appendix for programmers: what the reader delivers."""
    lines = [
        "## 读入后 · After reading",
        "",
        "供编程者：读入后的列、类型和空白值。金额为整数分，面积为整数平方分米，坐标为 WGS-84。",
        "For programmers: columns, types and blank values of the frames. Money is whole fen, areas are whole dm²,"
        " coordinates are WGS-84.",
        "",
        "| table | column | type | blank |",
        "|---|---|---|---|",
        *(row for spec in TABLES.values() for row in _frame_rows(spec)),
        "",
    ]
    return "\n".join(lines)


def _frame_rows(spec: TableSpec) -> Iterator[str]:
    for column in spec.columns:
        if column.frame_column:
            blank = "" if column.presence == "required" else f"`{column.blank!r}`"
            kind = _FRAME_TYPES.get(column.type, "str")
            yield f"| {spec.id} | `{column.frame_column}` | {kind} | {blank} |"
