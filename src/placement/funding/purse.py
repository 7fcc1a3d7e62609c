"""The programmes that pay for measures, and whose works they can be paid for."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from placement.finance.archetypes import archetype_fen
from placement.finance.eligibility import Groups, is_eligible
from placement.finance.works import Int
from placement.measures import Measures
from placement.policy.programme_base import MeasureProgramme
from placement.scenario.model import Scenario


def district_groups(scenario: Scenario) -> Groups:
    """Return groups of districts by id; ``all`` in the policy means the scenario's districts."""
    return {
        name: frozenset(scenario.districts if group.districts == "all" else group.districts)
        for name, group in scenario.policy.groups.items()
    }


@dataclass(frozen=True)
class Purse:
    """The programmes that pay for measures, and which district's works each can be paid for."""

    scenario: Scenario
    programmes: tuple[MeasureProgramme, ...]
    groups: Groups
    lines: frozenset[tuple[str, str | None]]

    @staticmethod
    def open(scenario: Scenario) -> Purse:
        """Gather what a scenario offers."""
        return Purse(
            scenario,
            tuple(p for p in scenario.programmes if isinstance(p, MeasureProgramme)),
            district_groups(scenario),
            frozenset((line.id, line.district) for line in scenario.budgets),
        )

    def is_owed(self, programme: MeasureProgramme) -> bool:
        """Tell whether a programme is taken wherever it applies."""
        always = programme.need == "always" or self.scenario.aid_take_up == "all"
        return always and not programme.quotas

    def pays(self, programme: MeasureProgramme, measures: Measures) -> Int:
        """Return what a programme pays alone, fen, shape ``(n,)``; 0 where it does not apply or cannot be paid."""
        works = measures.works
        can = is_eligible(programme.eligible, works, self.groups)
        if can.any():
            districts, district = np.unique(
                np.array(works.district, dtype=str), return_inverse=True
            )
            can &= np.array([self._can_pay(programme, d) for d in districts], dtype=bool)[district]
        if not can.any():
            return np.zeros(len(works), dtype=np.int64)
        return np.where(can, archetype_fen(programme, works, measures.units), 0)

    def _can_pay(self, programme: MeasureProgramme, district: str) -> bool:
        """Tell whether every payer has a budget line for a district."""
        return all(
            (payer.budget, district) in self.lines or (payer.budget, None) in self.lines
            for payer in programme.payers
        )
