"""Measure the main job: seconds and peak memory of each step, every case in a process of its own.

Run ``python benchmarks/main_job.py`` in an environment where ``placement`` is installed. Nothing here is a
test; machines differ. The greedy plan of the same run is the peer the solved plan is compared with.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from placement.engine.decisions import evaluate
from placement.engine.greedy import plan_greedily
from placement.engine.watch import Watch
from placement.importing import run_import
from placement.instance.build import build_instance
from placement.instance.supply import site_reach
from placement.options import build_option_table
from placement.planner import Phases, plan_scenario
from placement.scenario.reader import read_scenario

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared" / "data"
FEN_PER_WAN = 1_000_000


def compile_city() -> dict[str, object]:
    """Read, check and compile the whole Jining scenario to an instance."""
    clock = time.perf_counter()
    scenario = read_scenario(ROOT / "scenarios" / "jining-2023-2025.yaml")
    read = time.perf_counter() - clock
    table = build_option_table(scenario)
    instance = build_instance(scenario, table)
    return {
        "read_s": round(read, 2),
        "compile_s": round(time.perf_counter() - clock - read, 2),
        "circles": instance.n_circles,
        "premises": len(scenario.tables.premises),
        "options": instance.n_options,
    }


def import_suqian() -> dict[str, object]:
    """Import Suqian's points of interest and compute the walking reach."""
    with tempfile.TemporaryDirectory() as folder:
        clock = time.perf_counter()
        result = run_import(
            ROOT / "scenarios" / "imports" / "suqian-2018.yaml",
            SHARED / "suqian-poi-2018",
            Path(folder) / "suqian",
        )
        imported = time.perf_counter() - clock
        scenario = read_scenario(result.scenario)
        reach = site_reach(scenario, scenario.tables.outlets, "outlet_id")
        return {
            "import_s": round(imported, 2),
            "with_tables_and_reach_s": round(time.perf_counter() - clock, 2),
            "outlets": len(scenario.tables.outlets),
            "pairs_within_reach": len(reach),
        }


def solve(name: str, time_limit_s: float) -> dict[str, object]:
    """Solve a shipped scenario and compare with the greedy plan of the same run."""
    scenario = read_scenario(ROOT / "scenarios" / f"{name}.yaml")
    clock = time.perf_counter()
    solved = plan_scenario(scenario, Watch(time_limit_s=time_limit_s), Phases())
    seconds = time.perf_counter() - clock
    greedy = evaluate(solved.instance, plan_greedily(solved.instance))
    unit = solved.instance.money_unit_fen
    return {
        "seconds": round(seconds, 1),
        "status": solved.outcome.status,
        "stages": [[s.term, s.value, s.bound, s.proven] for s in solved.outcome.stages],
        "shortfall": solved.statement.terms["target_shortfall"],
        "greedy_shortfall": greedy.terms["target_shortfall"],
        "aid_wan_yuan": solved.statement.terms["aid_money"] / FEN_PER_WAN,
        "greedy_aid_wan_yuan": greedy.terms["aid_money"] * unit / FEN_PER_WAN,
        "aid_over_greedy": round(
            solved.statement.terms["aid_money"] / max(1, greedy.terms["aid_money"] * unit), 3
        ),
    }


CASES: dict[str, Callable[[float], dict[str, object]]] = {
    "compile-city": lambda _limit: compile_city(),
    "import-suqian": lambda _limit: import_suqian(),
    "solve-quick": lambda limit: solve("quick", limit),
    "solve-city": lambda limit: solve("jining-2023-2025", limit),
}


def run_case(name: str, limit: float) -> None:
    """Run one case in this process and print its figures as JSON."""
    figures = CASES[name](limit)
    peak_kib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(json.dumps({**figures, "peak_mib": round(peak_kib / 1024)}, ensure_ascii=False))


def main() -> None:
    """Run the cases asked for, one child process each."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("cases", nargs="*", default=list(CASES), help=", ".join(CASES))
    parser.add_argument("--limit", type=float, default=300.0, help="seconds for a solve")
    parser.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    for name in asked.cases:
        if asked.here:
            run_case(name, asked.limit)
        elif name == "import-suqian" and not SHARED.exists():
            print(f"{name}: skipped, {SHARED} is absent")
        else:
            print(f"{name}: ", end="", flush=True)
            command = [sys.executable, __file__, name, "--here", "--limit", str(asked.limit)]
            subprocess.run(command, check=True)


if __name__ == "__main__":
    main()
