"""A share of outlets that a tier asks for is told as how many of them must count."""

from __future__ import annotations

from pathlib import Path

import pytest

from placement.audit.gates import tier_gates
from placement.policy.rubric import Place
from placement.scenario.model import Scenario
from placement.scenario.reader import read_scenario

ROOT = Path(__file__).resolve().parents[2]
PLACE = Place("城区", 1000, 400)


@pytest.fixture(scope="module")
def minhou() -> Scenario:
    return read_scenario(ROOT / "scenarios" / "minhou-2022-2025.yaml")


@pytest.mark.parametrize(
    ("chains", "outlets", "needed"), [(12, 40, 12), (11, 40, 12), (13, 41, 13), (0, 0, 1)]
)
def test_30_percent_of_outlets_are_so_many_of_them(
    chains: int, outlets: int, needed: int, minhou: Scenario
) -> None:
    (share,) = minhou.rubric.tiers[0].shares
    counted, everything = share.reached.lines
    units = [0] * len(minhou.rubric.lines)
    units[counted], units[everything] = chains, outlets
    gates = tier_gates(minhou, PLACE, 0, units)
    gate = gates.gates[-1]
    assert gate.what.zh == "连锁店占网点总量 ≥ 30 %，计入的网点数"
    assert (gate.has, gate.required) == (chains, needed)
    holds = all(rule.holds(units, PLACE) for rule in minhou.rubric.tiers[0].gates)
    assert gate.is_met is holds
