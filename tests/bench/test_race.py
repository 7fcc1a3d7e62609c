"""Races: the naive model has the same optima and a weaker relaxation; peers agree with the engine."""

from __future__ import annotations

from dataclasses import asdict
from importlib.util import find_spec
from io import StringIO
from pathlib import Path

import pytest

from placement.bench.cases import Limits, case_of
from placement.bench.peers import highs
from placement.bench.peers.mps import write_mps
from placement.bench.peers.naive import NAIVE, NAIVE_FAMILIES
from placement.bench.peers.race import SOLVERS, Race, race
from placement.bench.peers.task import Task
from placement.bench.prepare import Prepared
from placement.bench.registry import Item
from placement.bench.trial import Recorder, Trial
from placement.engine.control.watch import Watch
from placement.engine.plans.evaluation import evaluate
from placement.engine.solve import solve_instance
from placement.formulation.build import CONSTRAINT_FAMILIES
from placement.instance.build import build_instance
from placement.options import build_option_table
from placement.scenario.reader import read_scenario
from tiny import tiny_city


def optimum(instance, folder: Path, *, naive: bool) -> tuple[int, ...]:
    """Solve all stages of a model with HiGHS alone, to a proof."""
    running = Race.build(instance, naive=naive)
    for stage in instance.stages:
        write_mps(folder / "m.mps", running.model, running.model.minimised(stage))
        answer = highs.solve(Task(folder / "m.mps", 30.0, 1, 1), lambda _v, _b: None)
        assert answer.status == "optimal"
        assert running.take(answer)
        running.keep(stage, running.best)
    return evaluate(instance, running.best).rank(instance)


@pytest.mark.parametrize("seed", range(12))
def test_naive_and_tier_conditional_optima_are_equal(seed: int, tmp_path: Path) -> None:
    city = tiny_city(seed)
    usual = evaluate(city, solve_instance(city, Watch()).decisions).rank(city)
    assert optimum(city, tmp_path, naive=True) == usual
    assert optimum(city, tmp_path, naive=False) == usual


def test_every_replaced_family_is_one_of_the_model() -> None:
    assert set(NAIVE) <= set(CONSTRAINT_FAMILIES)
    assert len(NAIVE_FAMILIES) == len(CONSTRAINT_FAMILIES) - sum(v is None for v in NAIVE.values())


def test_the_naive_relaxation_is_weaker(tmp_path: Path) -> None:
    bounds = {False: 0.0, True: 0.0}
    for seed in range(20):
        city = tiny_city(seed)
        for naive in bounds:
            running = Race.build(city, naive=naive)
            running.model.is_integer[:] = False
            write_mps(tmp_path / "m.mps", running.model, running.model.minimised(city.stages[0]))
            answer = highs.solve(Task(tmp_path / "m.mps", 30.0, 1, 1), lambda _v, _b: None)
            bounds[naive] += answer.bound
    assert bounds[True] < 0.95 * bounds[False]


@pytest.mark.parametrize("contender", [*SOLVERS, "highs-naive"])
def test_every_peer_that_is_installed_agrees_with_the_engine(
    contender: str, small_grid: Item, prepared_grid: Prepared
) -> None:
    package = {"scip": "pyscipopt", "cpsat": "ortools", "gurobi": "gurobipy", "copt": "coptpy"}
    name = contender.removesuffix("-naive")
    scenario = read_scenario(prepared_grid.scenario)
    table = build_option_table(scenario)
    instance = build_instance(scenario, table)
    case = asdict(case_of(small_grid, "f", contender, 1, Limits(20.0)))
    file = StringIO()
    found = race(Trial(scenario, {}, table, instance, case, Recorder(file)))
    if find_spec(package.get(name, "highspy" if name == "highs" else name)) is None:
        assert found["status"] == "skipped"
        assert "pip install" in found["reason"]
        return
    if found["status"] == "skipped":
        assert (
            "icens" in found["reason"] or "ommunity" in found["reason"]
        )  # too large for its licence
        return
    engine = solve_instance(instance, Watch())
    assert found["status"] == "optimal"
    assert found["stages"][0]["value"] == found["stages"][0]["bound"] == engine.stages[0].value
    assert file.getvalue()
