"""Writing the tables: CSV a planner can open, with headers in either language."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

import pandas as pd

from placement import yamlfile
from placement.errors import InputError, Problem, Text
from placement.policy.kinds import KindFile
from placement.spreadsheets import guarded_frame
from placement.synth.recipe import SynthRecipe
from placement.tables.dictionary.columns import TABLES
from placement.tables.spec import ColumnSpec, TableSpec
from placement.yamlfile.sorts import KINDS


def read_formats(path: Path, leave_out: Collection[str]) -> pd.DataFrame:
    """Read the format table as text, so that it is passed on unchanged, less some formats.

    Raises
    ------
    InputError
        If a header is not an English header of the table ``costs``, or ``format_id`` is missing.
    """
    formats = pd.read_csv(path, dtype=str, keep_default_na=False)
    known = [column.id for column in TABLES["costs"].columns]
    wrong = [header for header in formats.columns if header not in known]
    if wrong or "format_id" not in formats.columns:
        raise InputError([_wrong_headers(path, wrong or ["format_id"], known)])
    return formats[~formats["format_id"].isin(leave_out)]


def read_kind_names(path: Path) -> dict[str, str]:
    """Return the Chinese name of every kind id of the dictionary."""
    document = yamlfile.read_as(KINDS, path)
    kinds = yamlfile.validate(KindFile, document).kinds
    return {kind_id: kind.name for kind_id, kind in kinds.items()}


def write_tables(
    tables: dict[str, pd.DataFrame], out: Path, words: dict[str, str] | None
) -> list[Path]:
    """Write one CSV file per table into ``out``.

    Parameters
    ----------
    words
        ``None`` for English ids and headers; else Chinese headers with units, and these
        Chinese words for kinds and source classes. Chinese files carry a BOM, for Excel.
    """
    return [_write(TABLES[name], frame, out, words) for name, frame in tables.items()]


def _write(table: TableSpec, frame: pd.DataFrame, out: Path, words: dict[str, str] | None) -> Path:
    path = out / f"{table.id}.csv"
    cells = pd.DataFrame(
        {
            table.column(column).header_zh if words else column: [
                _cell(value, table.column(column), words) for value in frame[column]
            ]
            for column in frame.columns
        }
    )
    safe = guarded_frame(cells)
    safe.to_csv(path, index=False, lineterminator="\n", encoding="utf-8-sig" if words else "utf-8")
    return path


def _cell(value: object, column: ColumnSpec, words: dict[str, str] | None) -> str:
    """Return a value as a planner would write it: years that do not bind stay empty."""
    text = str(value)
    match column.type:
        case "degrees":
            return f"{value:.5f}"
        case "year":
            return "" if text == "0" else text
        case "flag":
            yes = text.lower() == "true"
            return ("是" if yes else "否") if words else ("true" if yes else "false")
        case "kinds" | "word" if words:
            return "+".join(words.get(part, part) for part in text.split("+"))
        case _:
            return text


def write_note(recipe: SynthRecipe, counts: dict[str, int], out: Path) -> Path:
    """Write the file that says: none of this is real."""
    rows = "\n".join(f"{name}: {count}" for name, count in counts.items())
    path = out / "README.txt"
    path.write_text(
        f"合成数据：{recipe.name}\n"
        "本目录全部表格由 placement synth 按固定种子生成，地点、网点、用房、租金、打分均为虚构，"
        "不代表任何真实社区。\n"
        f"Synthetic data, seed {recipe.seed}: no circle, outlet, premises, rent or judgement "
        "here is real. See docs/synth.md.\n\n"
        f"{rows}\n",
        encoding="utf-8",
        newline="\n",
    )
    return path


def chinese_words(recipe: SynthRecipe) -> dict[str, str]:
    """Return the Chinese words for the ids of kinds and source classes."""
    return {
        **read_kind_names(recipe.kinds),
        **{c.id: c.name for c in recipe.premises.classes},
        "circle": "无需用房",
    }


def _wrong_headers(path: Path, headers: list[str], known: list[str]) -> Problem:
    return Problem(
        code="PL481",
        file=path.name,
        row=1,
        value=", ".join(headers),
        rule=Text(
            "造价表的表头须为英文列名，且含 format_id",
            "the format table has English headers, format_id among them",
        ),
        mend=Text(f"可用的列：{'、'.join(known)}。", f"The columns are {', '.join(known)}."),
    )
