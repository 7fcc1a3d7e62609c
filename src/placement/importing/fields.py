"""Field types that the sections of a recipe share."""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, model_validator

from placement.errors import Text
from placement.yamlfile import Number, StrictModel, fault


def _compiles(pattern: str) -> str:
    try:
        re.compile(pattern)
    except re.error as error:
        raise fault(
            "PL840",
            Text(f"正则表达式有误：{error}", f"not a regular expression: {error}"),
            Text("请改正表达式。", "Correct the expression."),
        ) from None
    return pattern


Pattern = Annotated[str, AfterValidator(_compiles)]
DatumName = Literal["WGS-84", "GCJ-02", "BD-09"]
Metres = Annotated[int, Field(gt=0)]
HomesCount = Metres
Positive = Annotated[Number, Field(gt=0)]
Count = Annotated[int, Field(ge=0)]
KindIds = tuple[str, ...]
ColumnName = Literal[
    "id", "name", "address", "area", "type", "codes", "precision", "category", "community", "homes",
    "floor_area", "group", "lon", "lat",
]  # fmt: skip
"""What a column of a source may mean; ``area`` is the part of town that makes up districts."""


class PointFile(StrictModel):
    """One CSV file of points; ``columns`` maps our names to the headers of the file.

    Rows get running numbers for ids where the file has none.
    """

    file: str
    datum: DatumName
    columns: dict[ColumnName, str]
    missing: tuple[str, ...] = ("",)
    id_prefix: str = ""

    @property
    def headers(self) -> dict[str, str]:
        """Our name → header of the file."""
        return {str(ours): theirs for ours, theirs in self.columns.items()}

    @model_validator(mode="after")
    def _has_coordinates(self) -> PointFile:
        return needs(self, "lon", "lat")


def needs(file: PointFile, *names: str) -> PointFile:
    """Refuse a file whose columns lack one of `names`.

    Raises
    ------
    PydanticCustomError
        PL843, with the names that are absent.
    """
    absent = ", ".join(name for name in names if name not in file.columns)
    if absent:
        raise fault(
            "PL843",
            Text(f"{file.file}：columns 缺少 {absent}", f"{file.file}: columns lack {absent}"),
            Text("请写明各列的表头。", "Name the headers of these columns."),
        )
    return file
