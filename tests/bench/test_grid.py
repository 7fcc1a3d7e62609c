"""The public covering instances equal their published facts, and the normal reader takes them."""

from __future__ import annotations

from itertools import combinations, islice

import numpy as np
import pytest

from placement.bench.grid import draw_grid, glibc_rand, merge_clients
from placement.bench.grid_scenario import write_grid_project
from placement.bench.prepare import Prepared
from placement.engine.control.watch import Watch
from placement.engine.solve import solve_instance
from placement.instance.build import build_instance
from placement.options import build_option_table
from placement.scenario.reader import read_scenario


def test_random_numbers_are_those_of_the_c_library() -> None:
    # srand(1); rand() three times, as documented of glibc
    assert list(islice(glibc_rand(1), 3)) == [1804289383, 846930886, 1681692777]


def test_first_places_and_total_demand_are_the_authors() -> None:
    grid = draw_grid(1000, 1)
    assert grid.sites[:2].tolist() == [[25.205632, 11.831488], [23.492977, 23.953201]]
    assert grid.clients[:2].tolist() == [[29.383024, 22.314336], [27.10099, 29.507872]]
    assert grid.demand.sum() == 49_916
    assert draw_grid(10_000, 1).demand.sum() == 502_399


def test_unit_costs_leave_coordinates_and_demands_alone() -> None:
    unit, dear = draw_grid(500, 3), draw_grid(500, 3, cost=(10, 100))
    assert (unit.demand == dear.demand).all()
    assert (unit.clients == dear.clients).all()
    assert set(unit.cost) == {1}
    assert dear.cost.min() >= 10
    assert dear.cost.max() <= 100


@pytest.mark.parametrize(
    ("clients", "radius", "groups"), [(1000, 5.5, 541), (1000, 6.25, 596), (10_000, 6.25, 1682)]
)
def test_merging_gives_the_published_number_of_groups(
    clients: int, radius: float, groups: int
) -> None:
    grid = draw_grid(clients, 1)
    merged = merge_clients(grid, radius)
    assert len(merged.demand) == groups
    far = np.linalg.norm(grid.clients[:, None] - grid.sites[None], axis=2) >= radius
    assert merged.demand.sum() == grid.demand[~far.all(axis=1)].sum()
    assert merged.clients.sum() == (~far.all(axis=1)).sum()


def test_the_reader_and_the_engine_find_the_optimum_of_enumeration(prepared_grid: Prepared) -> None:
    grid = draw_grid(40, 1)
    near = np.linalg.norm(grid.clients[:, None] - grid.sites[None], axis=2) < 6
    best = max(
        int(grid.demand[near[:, list(chosen)].any(axis=1)].sum())
        for chosen in combinations(range(100), 2)
    )
    scenario = read_scenario(prepared_grid.scenario)
    instance = build_instance(scenario, build_option_table(scenario))
    outcome = solve_instance(instance, Watch())
    assert outcome.status == "optimal"
    assert outcome.stages[0].value == best


def test_unequal_costs_and_two_sites_for_each_client(tmp_path) -> None:
    grid = draw_grid(30, 2, cost=(10, 100), sites=12)
    near = np.linalg.norm(grid.clients[:, None] - grid.sites[None], axis=2) < 12
    best = 0
    for size in range(13):
        for chosen in combinations(range(12), size):
            if grid.cost[list(chosen)].sum() <= 150:
                best = max(best, int(grid.demand[near[:, list(chosen)].sum(axis=1) >= 2].sum()))
    file = write_grid_project(
        tmp_path, merge_clients(grid, 12), grid.cost.tolist(), budget=150, at_least=2
    )
    scenario = read_scenario(file)
    instance = build_instance(scenario, build_option_table(scenario))
    assert solve_instance(instance, Watch()).stages[0].value == best > 0
