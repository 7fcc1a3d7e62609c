"""The part of a scenario file that says what is decided beforehand."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from placement.policy.base import Id, Year
from placement.scenario.values import IdText, Section


class PremisesLockSection(Section):
    """A vacant place that must be used."""

    format: IdText | None = None
    """指定业态组合（costs 表 format_id） · which format, from the table of costs."""
    year: Year | None = None
    """指定年份 · in which year."""


class PinSection(Section):
    """A circle pinned to a year and a tier."""

    year: Year
    """不迟于哪年末 · not later than the end of this year."""
    tier: Id
    """至少达到的等级 · least tier."""
    hard: bool = False
    """必须做到，否则为力争 · must be met, otherwise as far as possible."""


def _empty_as_mapping(value: Any) -> Any:
    return {} if value is None else value


class LocksSection(Section):
    """What is decided beforehand."""

    premises_in: dict[
        IdText, Annotated[PremisesLockSection, BeforeValidator(_empty_as_mapping)]
    ] = Field(default={})
    """必须启用的用房 · premises that must be used."""
    premises_out: tuple[IdText, ...] = ()
    """不得启用的用房，或不再设的点位 生活圈@业态、县区@业态 · premises, or places circle@format, that must not be used."""
    circles: dict[IdText, PinSection] = Field(default={})
    """指定年份和等级的生活圈，各为一项目标 lock:编号:年份 · circles pinned to a year and a tier, each a target
    of its own."""
    circles_out: tuple[IdText, ...] = ()
    """不参与认定的生活圈 · circles that must not be certified."""
