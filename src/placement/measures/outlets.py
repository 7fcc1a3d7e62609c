"""Upgrades of existing outlets: standardising or rebuilding, joining a chain, adding services (一店多能)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from placement.finance.works import Works, earn, invest
from placement.measures.places import Measures, look_of
from placement.scenario.model import Scenario
from placement.tables.places import AT_OUTLET
from placement.tables.walks.sphere import nearest, unit_vectors

UNKNOWN = -1


def at_outlets(scenario: Scenario, row: Any) -> Iterator[Measures]:
    """Yield the upgrades of one row of the cost table, if any outlet can be upgraded so.

    An outlet can where it has all kinds of ``upgrade_of``, would gain a kind or an attribute, and is large
    enough. Where the works are paid by area it must be known. The shop pays its rent already, so the margin
    of the row is what the upgrade earns.
    """
    outlets = scenario.tables.outlets
    records: list[Any] = outlets.to_dict("records")
    chosen = outlets[np.array([can_upgrade(row, outlet) for outlet in records], dtype=np.bool_)]
    if chosen.empty:
        return
    area = np.maximum(chosen["floor_area_dm2"].to_numpy(dtype=np.int64), 0)
    used = np.minimum(area, row.max_floor_area_dm2)
    nothing = np.zeros(len(chosen), dtype=np.int64)
    district, area_class = _where(scenario, chosen)
    works = Works(
        look=look_of(row),
        district=district,
        source_class=(AT_OUTLET,) * len(chosen),
        area_class=area_class,
        floor_area_dm2=area,
        used_dm2=used,
        rent_fen_per_m2_month=nothing,
        lease_years=nothing,
        aided_year=chosen["aided_year"].to_numpy(dtype=np.int64),
        investment_fen=invest(row.fixed_fen, row.fen_per_m2, area, row.max_floor_area_dm2),
        preparation_fen=nothing,
        earned_cfen=earn(int(row.margin_fen_per_m2_month), scenario.payback_years, nothing, used),
    )
    yield Measures(
        format_id=row.format_id,
        cost_row=row.format_id,
        place="outlet",
        works=works,
        units=1,
        site_ids=tuple(chosen["outlet_id"]),
        site_names=tuple(chosen["name"]),
        circles=("",) * len(chosen),
        first_year=nothing,
        raised_steps=nothing,
    )


def can_upgrade(row: Any, outlet: dict[str, Any]) -> bool:
    """Tell whether works of a row of the cost table can be done at an outlet."""
    area = int(outlet["floor_area_dm2"])
    gains = not set(row.kinds) <= set(outlet["kinds"]) or any(
        getattr(row, name) and not outlet[name] for name in ("chain", "standardised", "open_24h")
    )
    measured = area != UNKNOWN or row.fen_per_m2 == 0
    large = max(area, 0) >= row.min_floor_area_dm2
    return set(row.upgrade_of) <= set(outlet["kinds"]) and gains and measured and large


def _where(scenario: Scenario, outlets: Any) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the district that pays, and the class of areas of the nearest circle."""
    circles = scenario.tables.circles
    position, _ = nearest(
        unit_vectors(outlets["lon"], outlets["lat"]), unit_vectors(circles["lon"], circles["lat"])
    )
    near = circles.iloc[position]
    district = tuple(
        given or found for given, found in zip(outlets["district"], near["district"], strict=True)
    )
    return district, tuple(near["area_class"])
