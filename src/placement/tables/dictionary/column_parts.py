"""Columns that several tables share."""

from __future__ import annotations

from typing import Any

from placement.errors import Text
from placement.tables.spec import ColumnSpec, Presence

NOTE = ColumnSpec(
    id="note",
    name="备注",
    type="text",
    frame="",
    presence="optional",
    blank="",
    aliases=("说明",),
    note=Text("不参与计算", "not used in any calculation"),
)


def _flag(column_id: str, name: str, note: Text, *aliases: str) -> ColumnSpec:
    return ColumnSpec(
        id=column_id,
        name=name,
        type="flag",
        presence="optional",
        blank=False,
        aliases=aliases,
        example="是",
        note=note,
    )


CHAIN = _flag(
    "chain",
    "是否连锁",
    Text("品牌连锁；空白为否", "part of a chain; blank: no"),
    "连锁",
    "品牌连锁",
)
STANDARDISED = _flag(
    "standardised",
    "是否标准化",
    Text("达到标准化要求；空白为否", "up to the standard; blank: no"),
    "标准化",
)
OPEN_24H = _flag(
    "open_24h",
    "是否24小时营业",
    Text("全天营业；空白为否", "open round the clock; blank: no"),
    "24小时营业",
)


CIRCLE_ID = ColumnSpec(
    id="circle_id",
    name="生活圈编号",
    type="id",
    example="TB-Q01",
    note=Text("生活圈表中的编号", "id in the table of circles"),
)
AIDED_YEAR = ColumnSpec(
    id="aided_year",
    name="上次享受补助年份",
    type="year",
    presence="optional",
    blank=0,
    example="",
    note=Text(
        "最近一次享受财政补助的年份；空白为没有",
        "year of the last public aid; blank: none",
    ),
)


def own_id(column_id: str, name: str, example: str) -> ColumnSpec:
    """Id of the table's rows."""
    return ColumnSpec(
        id=column_id,
        name=name,
        type="id",
        example=example,
        aliases=("编号",),
        note=Text("在本表中唯一", "unique in this table"),
    )


def shown_name(name: str, example: str) -> ColumnSpec:
    """Name of a row for people."""
    return ColumnSpec(
        id="name",
        name=name,
        type="text",
        example=example,
        aliases=("名称",),
        note=Text("屏幕和报表上显示的名称", "shown on screen and in reports"),
    )


def district(note: Text, *, required: bool = True) -> ColumnSpec:
    """District a row belongs to, or which pays for it."""
    return ColumnSpec(
        id="district",
        name="所属区县",
        type="word",
        presence="required" if required else "optional",
        blank=None if required else "",
        example="太白湖新区",
        aliases=("区县", "所属区", "县(市、区)"),
        note=note,
    )


def area_class(example: str, note: Text) -> ColumnSpec:
    """Class of areas a place belongs to."""
    return ColumnSpec(
        id="area_class",
        name="区域类别",
        type="word",
        presence="optional",
        blank="",
        example=example,
        note=note,
    )


def longitude(column_id: str = "lon", name: str = "经度", *, required: bool = True) -> ColumnSpec:
    """Longitude in degrees of the declared datum; WGS-84 in the frame."""
    return _degrees(column_id, name, required, 180, "116.587000")


def latitude(column_id: str = "lat", name: str = "纬度", *, required: bool = True) -> ColumnSpec:
    """Latitude in degrees of the declared datum; WGS-84 in the frame."""
    return _degrees(column_id, name, required, 90, "35.401000")


def _degrees(column_id: str, name: str, required: bool, limit: int, example: str) -> ColumnSpec:
    return ColumnSpec(
        id=column_id,
        name=name,
        type="degrees",
        unit="度",
        presence="required" if required else "optional",
        blank=None if required else float("nan"),
        low=-limit,
        high=limit,
        example=example,
        note=Text(
            "十进制度，至少 5 位小数；坐标系在情景文件中声明",
            "decimal degrees, 5 decimals or more; the datum is declared in the scenario",
        ),
    )


def floor_area(*, presence: Presence, low: int, blank: Any = None) -> ColumnSpec:
    """Floor area in m² in the file, whole dm² in the frame."""
    return ColumnSpec(
        id="floor_area_m2",
        name="建筑面积",
        type="area",
        unit="平方米",
        frame="floor_area_dm2",
        presence=presence,
        blank=blank,
        low=low,
        high=1_000_000,
        aliases=("面积",),
        lookalikes=("使用面积", "营业面积", "经营面积", "平方数", "平米数"),
        example="120.5",
        note=Text("建筑面积，最多两位小数", "floor area, at most two decimals"),
    )
