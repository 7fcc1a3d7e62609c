"""Walking limits and rules for premises (C14, C23–C25)."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from placement.policy.base import Id, Minutes, Name, Quantity, Record, Source


class Limits(Record):
    """Walking limits in minutes, all inclusive; the most specific one counts (C14).

    A line's own ``limit_minutes`` goes before ``kinds``, that before ``kind_classes``, that before
    ``minutes``.
    """

    minutes: Minutes
    """一般步行时限（分钟，含） · general walking limit."""
    kind_classes: dict[Id, Minutes] = Field(default_factory=dict)
    """业态类别 → 分钟 · by class of kinds."""
    kinds: dict[Id, Minutes] = Field(default_factory=dict)
    """业态 → 分钟 · by kind."""
    distance: Literal["street", "straight"] = "street"
    """按路网或直线；直线时不计绕行系数 · along streets or as the crow flies, then without detour."""
    spacing_m: dict[Id, Quantity] = Field(default_factory=dict)
    """业态 → 最小间距（米）：同类新网点之间、与现有网点之间；圈内设点不计 · least spacing in metres by kind, between new
    outlets and to existing ones; formats placed in a circle are exempt."""
    radius_m: dict[Id, Quantity] = Field(default_factory=dict)
    """业态 → 服务半径（米，含），按步行速度折算 · service radius in metres by kind, inclusive, at the walking pace."""
    source: Source = Source()
    """条款与原文 · clause and original wording."""


class SourceClass(Record):
    """A class of vacant premises (C23)."""

    name: Name
    """名称，如闲置厂房 · name."""
    allowed_kinds: tuple[Id, ...] = ()
    """只准引入的业态 · only these kinds."""
    forbidden_kinds: tuple[Id, ...] = ()
    """不准引入的业态 · not these kinds."""


class SharedSite(Record):
    """Several kinds on one site, 一点多用 (C24)."""

    min_m2_each: Quantity = Decimal(0)
    """每种业态最小面积（㎡） · least area for each kind."""


class Oversupply(Record):
    """Most outlets of some kinds in one circle, 不扎堆 (C25)."""

    kinds: tuple[Id, ...] = Field(min_length=1)
    """业态 · kinds."""
    max_per_circle: Annotated[int, Field(ge=0)]
    """每个生活圈（一般步行时限内）最多几个；已超过的不再新增 · most within the general walking limit of a circle; nothing is
    added where there are more."""


class PremisesRules(Record):
    """Rules for premises."""

    source_classes: dict[Id, SourceClass] = Field(default_factory=dict)
    """用房来源类别及其准入业态；编号写法与 premises 表用房来源一致 · source classes and the kinds they admit; ids
    are written as in the table of premises."""
    shared_site: SharedSite | None = None
    """一点多用 · several kinds on one site."""
    oversupply: tuple[Oversupply, ...] = ()
    """防止扎堆 · caps against over-supply."""
