"""Reading the source's files as they are: text columns under our names, points in WGS-84."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pandas as pd

from placement.errors import InputError, Problem, Text, listed
from placement.importing.fields import PointFile
from placement.tables.walks.datum import to_wgs84
from placement.yamlfile import resolve_inside

SHOWN = 8
"""Names of files and folders that are shown."""


def find_file(source: Path, name: str) -> Path:
    """Return the path of a file of the source.

    Raises
    ------
    InputError
        PL101 if it is not there, PL805 or PL118 if it lies outside of the source folder.
    """
    return resolve_inside(name, base=source, root=source)


def check_source(source: Path, names: Iterable[str]) -> None:
    """Raise InputError where the source is no folder (PL102) or lacks files that the recipe names (PL101).

    All files missing are told in one finding, with what the folder holds instead.
    """
    if source.is_file():
        rule = Text("源数据须是文件夹，而这是文件", "the source is a folder; this is a file")
        mend = Text("请写放源数据的文件夹。", "Name the folder the source data are in.")
        raise InputError([Problem(code="PL102", file=str(source), rule=rule, mend=mend)])
    wanted = list(names)
    absent = [name for name in wanted if not (source / name).exists()]
    if absent:
        raise InputError([_absent(source, wanted, absent).at(file=str(source))])


def _absent(source: Path, wanted: list[str], absent: list[str]) -> Problem:
    """Return PL101 for files of a source; a folder inside that holds them all is what was meant."""
    needed = listed(absent)
    rule = Text(
        f"源数据文件夹里没有配方要用的：{needed.zh}",
        f"the source folder lacks files that the recipe names: {needed.en}",
    )
    there = sorted(source.iterdir()) if source.is_dir() else []
    meant = [p for p in there if p.is_dir() and all((p / name).exists() for name in wanted)]
    mend = Text("没有这个文件夹，请核对路径。", "There is no such folder: check the path.")
    if meant:
        mend = Text(
            f"这些文件在 {meant[0]}，请写它。", f"They are in {meant[0]}: name that folder."
        )
    elif source.is_dir():
        found = listed(path.name for path in there[:SHOWN])
        more = "…" if len(there) > SHOWN else ""
        mend = Text(
            f"请写放着这些文件的文件夹；这里只有：{found.zh or '空的'}{more}。",
            f"Name the folder that holds them; here is: {found.en or 'nothing'}{more}.",
        )
    return Problem(code="PL101", rule=rule, mend=mend)


def read_columns(source: Path, name: str, columns: dict[str, str]) -> pd.DataFrame:
    """Read some columns of a CSV file as text, under our names.

    Parameters
    ----------
    source, name
        Folder of the source and file in it (UTF-8).
    columns
        Our name → header of the file.

    Raises
    ------
    InputError
        PL101 if the file is missing, PL202 if it is not UTF-8, PL211 for every missing header.
    """
    path = find_file(source, name)
    try:
        header = pd.read_csv(path, nrows=0, encoding="utf-8-sig").columns
        absent = [wanted for wanted in columns.values() if wanted not in header]
        if absent:
            raise InputError(_missing_column(name, wanted, header) for wanted in absent)
        frame = pd.read_csv(
            path,
            usecols=list(dict.fromkeys(columns.values())),
            dtype=str,
            keep_default_na=False,
            encoding="utf-8-sig",
        )
    except UnicodeDecodeError:
        raise InputError([_not_utf8(name)]) from None
    return pd.DataFrame({ours: frame[theirs] for ours, theirs in columns.items()})


def read_points(source: Path, file: PointFile) -> pd.DataFrame:
    """Read a file of points.

    Returns
    -------
    DataFrame
        The columns of `file` as text, ``missing`` words as ``""``, ids with their prefix, ``lon`` and ``lat``
        as WGS-84 degrees (NaN where missing), and the name of the ``file``.

    Raises
    ------
    InputError
        As :func:`read_columns`; PL607 for a coordinate that is no number.
    """
    frame = read_columns(source, file.file, file.headers).replace(dict.fromkeys(file.missing, ""))
    lon, lat = (_degrees(frame[axis], file) for axis in ("lon", "lat"))
    frame["lon"], frame["lat"] = to_wgs84(lon, lat, file.datum)
    if "id" not in frame:
        width = len(str(len(frame)))
        frame["id"] = [f"{number:0{width}d}" for number in range(1, len(frame) + 1)]
    frame["id"] = file.id_prefix + frame["id"]
    frame["file"] = file.file
    return frame


def _degrees(text: pd.Series[str], file: PointFile) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    degrees = pd.to_numeric(text.where(text != "", "nan"), errors="coerce")
    wrong = text[degrees.isna() & (text != "")]
    if len(wrong):
        header = file.headers[str(text.name)]
        raise InputError(
            Problem(
                code="PL607",
                file=file.file,
                row=row,
                column=header,
                value=value,
                rule=Text("坐标须为十进制度", "coordinates are decimal degrees"),
                mend=Text(
                    "改正坐标，或在导入规则的 missing 中列出该写法。",
                    "Correct it, or list the word under `missing` in the recipe.",
                ),
            )
            for row, value in zip((wrong.index + 2).tolist(), wrong, strict=True)
        )
    return degrees.to_numpy(np.float64)


def _missing_column(name: str, wanted: str, header: pd.Index[str]) -> Problem:
    found = "、".join(header)
    return Problem(
        code="PL211",
        file=name,
        column=wanted,
        rule=Text("缺少导入规则所列的列", "the column named by the recipe is missing"),
        mend=Text(f"文件中的列：{found}。", f"Columns of the file: {found}."),
    )


def _not_utf8(name: str) -> Problem:
    return Problem(
        code="PL202",
        file=name,
        rule=Text("文件须为 UTF-8 编码", "the file must be UTF-8"),
        mend=Text("另存为 UTF-8。", "Save it as UTF-8."),
    )
