"""Where a choice lands: upgrades of existing outlets, and what serves a whole district."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from placement.audit.pricing import WorksFacts, earned_fen, fit_out_fen
from placement.audit.registers import Registers
from placement.errors import Text
from placement.plan import Choice
from placement.tables.places import AT_OUTLET, IN_DISTRICT
from placement.tables.walks.sphere import nearest, unit_vectors

FLAGS = ("chain", "standardised", "open_24h")


@dataclass(frozen=True)
class Place:
    """Where a choice lands: its works and the rules of the place, each true when kept."""

    name: str
    written: str
    works: WorksFacts
    rules: dict[Text, bool]
    raised_steps: int = 0


def look_of(cost: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a row of the cost table says of the works themselves."""
    return {
        "kinds": tuple(cost["kinds"]),
        "chain": bool(cost["chain"]),
        "standardised": bool(cost["standardised"]),
        "open_24h": bool(cost["open_24h"]),
        "measure": "upgrade" if len(cost["upgrade_of"]) else "convert",
        "franchised": bool(cost["franchised"]),
        "capacity": int(cost["capacity"]),
        "applicant": str(cost["applicant"]),
        "own_stores": int(cost["own_stores"]),
        "grade_after": str(cost["grade_after"]),
        "audited_share": Fraction(cost["audited_share"]),
        "loan_share": Fraction(cost["loan_share"]),
        "loan_rate": Fraction(cost["loan_rate"]),
    }


def at_outlet(registers: Registers, choice: Choice) -> Place:
    """Look up an upgrade of an existing outlet."""
    outlet, cost = registers.outlets[choice.site_id], registers.costs[choice.format_id]
    known, most = int(outlet["floor_area_dm2"]), int(cost["max_floor_area_dm2"])
    area = max(known, 0)
    rate, margin = int(cost["fen_per_m2"]), int(cost["margin_fen_per_m2_month"])
    near = _nearest_circle(registers, outlet)
    works = WorksFacts(
        **look_of(cost),
        district=outlet["district"] or near["district"],
        source_class=AT_OUTLET,
        area_class=near["area_class"],
        area_dm2=area,
        used_dm2=min(area, most),
        aided_year=int(outlet["aided_year"]),
        investment_fen=fit_out_fen(int(cost["fixed_fen"]), rate, area, most),
        earned_fen=earned_fen(margin, 0, min(area, most), registers.scenario.payback_years),
    )
    gains = [kind for kind in cost["kinds"] if kind not in outlet["kinds"]]
    gains += [name for name in FLAGS if cost[name] and not outlet[name]]
    rules = {
        Text("网点不属于可改造的业态", "the outlet is not of the kinds that are upgraded"): all(
            kind in outlet["kinds"] for kind in cost["upgrade_of"]
        ),
        Text("改造不增加任何业态或条件", "the outlet would gain nothing"): bool(gains),
        Text("面积小于这种做法所需", "smaller than the format needs"): area
        >= cost["min_floor_area_dm2"],
        Text("网点面积不详", "its floor area is not known"): known >= 0 or rate == 0,
        Text("一个网点只能改造一次", "one upgrade per outlet"): choice.units == 1,
    }
    return Place(outlet["name"], choice.format_id, works, rules)


def _nearest_circle(registers: Registers, outlet: Mapping[str, Any]) -> Mapping[str, Any]:
    circles = registers.scenario.tables.circles
    found, _ = nearest(
        unit_vectors([outlet["lon"]], [outlet["lat"]]), unit_vectors(circles["lon"], circles["lat"])
    )
    return registers.circles[circles["circle_id"].iloc[int(found[0])]]


def in_district(registers: Registers, choice: Choice) -> Place:
    """Look up what is placed once for a district.

    Raises
    ------
    KeyError
        For a district or a format that is not known.
    """
    cost = registers.costs[choice.format_id]
    district = choice.site_id.rpartition("@")[0]
    if all(circle["district"] != district for circle in registers.circles.values()):
        raise KeyError(choice.site_id)
    works = WorksFacts(
        **look_of(cost),
        district=district,
        source_class=IN_DISTRICT,
        area_class="",
        investment_fen=int(cost["fixed_fen"]),
    )
    rules = {
        Text("点位编号与区县和做法不符", "site does not name district and format"): choice.site_id
        == f"{district}@{choice.format_id}",
        Text("一个区县只能设一处", "one per district"): choice.units == 1,
    }
    return Place(f"{district}（全区）", choice.format_id, works, rules)
