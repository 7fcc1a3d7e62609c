"""Coordinate systems, and what people call them by."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator

from placement.errors import Text
from placement.yamlfile import fault

SOURCES = {
    "WGS-84": ("gps", "天地图", "cgcs2000", "国家2000", "2000国家大地坐标系"),
    "GCJ-02": ("高德", "腾讯", "火星坐标", "amap", "tencent"),
    "BD-09": ("百度", "baidu"),
}
"""What people call the coordinate systems by; CGCS2000 and WGS-84 differ by less than a metre."""


def _datum(value: Any) -> Any:
    """Refuse the name of a source with the coordinate system it uses."""
    word = str(value).strip().casefold()
    meant = next((datum for datum, names in SOURCES.items() if word in names), None)
    if meant is not None:
        known = "、".join(SOURCES)
        rule = Text(f"只能是 {known}", f"must be one of {', '.join(SOURCES)}")
        raise fault("PL810", rule, Text(f"“{value}”请写 {meant}", f"For “{value}” write {meant}"))
    return value


Datum = Annotated[Literal["WGS-84", "GCJ-02", "BD-09"], BeforeValidator(_datum)]
