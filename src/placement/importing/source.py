"""Reading the source's files as they are: text columns under our names, points in WGS-84."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from placement.errors import InputError, Problem, Text
from placement.importing.fields import PointFile
from placement.tables.walks.datum import to_wgs84
from placement.yamlfile import resolve_inside


def find_file(source: Path, name: str) -> Path:
    """Return the path of a file of the source.

    Raises
    ------
    InputError
        PL101 if it is not there, PL805 or PL118 if it lies outside of the source folder.
    """
    return resolve_inside(name, base=source, root=source)


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
