"""Measure how long it takes to price programmes for every option of the whole Jining scenario.

Run ``python benchmarks/price_programmes.py``: once with the scenario's own programmes, once with all ready
programmes of other places beside them. Prints one JSON line.
"""

from __future__ import annotations

import json
import time
from dataclasses import replace
from pathlib import Path

from placement.options import build_option_table
from placement.policy.library import read_library
from placement.scenario.model import BudgetLine, Scenario
from placement.scenario.reader import read_scenario

ROOT = Path(__file__).resolve().parent.parent
FEN_PER_WAN = 1_000_000


def with_ready_programmes(scenario: Scenario) -> Scenario:
    """Return the scenario with every ready programme, and a budget line for each payer it lacks."""
    ready = tuple(
        programme
        for file in read_library(ROOT / "models" / "programmes")
        for programme in file.programmes
    )
    paying = {payer.budget for programme in ready for payer in programme.payers}
    lines = tuple(
        BudgetLine(line, line, "city", None, None, year, FEN_PER_WAN)
        for line in sorted(paying - {b.id for b in scenario.budgets})
        for year in scenario.years
    )
    return replace(
        scenario,
        programmes=(*scenario.programmes, *ready),
        budgets=(*scenario.budgets, *lines),
    )


def measure(scenario: Scenario) -> dict[str, float]:
    """Return seconds and sizes of one option table."""
    clock = time.perf_counter()
    table = build_option_table(scenario)
    return {
        "programmes": len(scenario.programmes),
        "options": len(table.rows),
        "payments": len(table.payments),
        "seconds": round(time.perf_counter() - clock, 2),
    }


def main() -> None:
    """Measure both."""
    scenario = read_scenario(ROOT / "scenarios" / "jining-2023-2025.yaml")
    own, everything = measure(scenario), measure(with_ready_programmes(scenario))
    print(json.dumps({"own": own, "with_ready_programmes": everything}))


if __name__ == "__main__":
    main()
