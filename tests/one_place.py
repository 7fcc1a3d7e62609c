"""One place with stated facts, priced by the planner's arithmetic and by the auditor's."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
from pydantic import TypeAdapter

from placement.audit.payouts import pays_fen
from placement.audit.pricing import WorksFacts, applies
from placement.finance.archetypes import archetype_fen, granted_in
from placement.finance.eligibility import is_eligible
from placement.finance.works import Look, Works
from placement.policy.programmes import Programme, Programmes

YUAN = 100
WAN = 1_000_000


SHOP = Look(kinds=("shop",))


@dataclass(frozen=True)
class Facts:
    """Works at one place; money in yuan, areas in m²."""

    look: Look = SHOP
    invest: str = "0"
    area: str = "0"
    used: str | None = None
    rent: str = "0"
    lease: int = 0
    aided: int = 0
    preparation: str = "0"
    area_class: str = ""
    source_class: str = ""
    district: str = "D"
    earned: int = 0

    def works(self) -> Works:
        one = lambda n: np.array([n], dtype=np.int64)  # noqa: E731
        area = int(Decimal(self.area) * 100)
        used = area if self.used is None else int(Decimal(self.used) * 100)
        return Works(
            look=self.look, district=(self.district,), source_class=(self.source_class,),
            area_class=(self.area_class,), floor_area_dm2=one(area), used_dm2=one(used),
            rent_fen_per_m2_month=one(int(Decimal(self.rent) * YUAN)), lease_years=one(self.lease),
            aided_year=one(self.aided), investment_fen=one(int(Decimal(self.invest) * YUAN)),
            preparation_fen=one(int(Decimal(self.preparation) * YUAN)),
            earned_cfen=one(self.earned * 100),
        )  # fmt: skip

    def audited(self) -> WorksFacts:
        works = self.works()
        look = asdict(replace(self.look, judged_line=None))
        look["judged_line"] = self.look.judged_line or ""
        return WorksFacts(
            **look, district=self.district, source_class=self.source_class,
            area_class=self.area_class, area_dm2=int(works.floor_area_dm2[0]),
            used_dm2=int(works.used_dm2[0]), rent_fen=int(works.rent_fen_per_m2_month[0]),
            lease_years=self.lease, aided_year=self.aided,
            investment_fen=int(works.investment_fen[0]),
            preparation_fen=int(works.preparation_fen[0]), earned_fen=Fraction(self.earned),
        )  # fmt: skip


def programme(**given: Any) -> Programme:
    """A programme from the keys a policy file has; shares and rates as texts."""
    full = {"name": "x", "payers": ({"budget": "city"},), **_decimals(given)}
    return TypeAdapter(Programmes).validate_python({"p": full})["p"]


SHARES = {"rate", "share", "max_share_of_investment", "audited_share", "from_m2"}


def _decimals(value: Any) -> Any:
    if isinstance(value, dict):
        return {
            k: Decimal(v) if k in SHARES and isinstance(v, str) else _decimals(v)
            for k, v in value.items()
        }
    if isinstance(value, (list, tuple)):
        return tuple(_decimals(item) for item in value)
    return value


def both_pay(rule: Programme, facts: Facts, units: int = 1, year: int = 2024) -> int:
    """Fen the programme pays, on which planner and auditor agree; 0 where it is not for the works."""
    works, audited = facts.works(), facts.audited()
    eligible = bool(is_eligible(rule.eligible, works, {})[0])
    assert eligible == applies(rule, audited, {})
    paid = int(archetype_fen(granted_in(rule, year), works, units)[0])
    assert paid == pays_fen(rule, audited, units, year)
    return paid if eligible else 0
