"""Known-answer models: wrong answers of past HiGHS releases, and of the present one where it gives them.

The numbers are those of the public reports; each optimum was found by hand or by enumeration.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from oracle import best_rank
from placement.engine.control.settings import Settings
from placement.engine.control.watch import Watch
from placement.engine.plans.evaluation import evaluate
from placement.engine.solve import solve_instance
from placement.engine.solver.canaries import CANARIES, check_solver
from placement.engine.solver.compile import SparseModel
from placement.engine.solver.highs_model import SolverError
from placement.instance import PLAIN_CARD, Instance, LineFacts, OptionFacts, Stage
from placement.instance.needs import build_needs
from small_models import INF, minimise, sparse_model

Case = tuple[SparseModel, list[float], float]


def issue_2957() -> Case:
    # 1.14.0 says 29 (x = 13, y = 8)
    return sparse_model([[1, 1]], ([20.1], [INF]), ([0, 8], [20, 20]), [1, 0]), [1, 2], 28.2


def issue_3043() -> Case:
    # 1.14.0 says 15
    return sparse_model([[1, 1]], ([4.5], [INF]), ([0, 0], [10, 10]), [0, 1]), [2, 3], 9.0


def issue_3050() -> Case:
    # 1.14.0 says -99.99
    return sparse_model([[1, -1]], ([-INF], [0]), ([1, 1], [3, 3]), [1, 0]), [-100, 0.01], -299.97


def issue_3073() -> Case:
    # columns gap, t, x; 1.14.0 says 200.01
    rows = [[1, 0, 1], [0, -1, 1], [0, -1, -1], [0, 0, 1], [0, 0, -1]]
    bounds = ([3, -INF, -INF, -INF, -INF], [3, 0, 0, 3, -0.45])
    return sparse_model(rows, bounds, ([0, -INF, 0], [INF] * 3), [0, 0, 1]), [100, 0.01, 0], 0.03


def issue_3094() -> Case:
    # columns x0 x1 z0 z1 d0 d1; reported as 10 000
    rows = [
        [-1000, 0, 1, 0, 0, 0],
        [0, -1000, 0, 1, 0, 0],
        [0, 0, 1, 0, 1, 0],
        [0, 0, 0, 1, 0, 1],
        [1, 1, 0, 0, 0, 0],
    ]
    bounds = ([-INF, -INF, 1000, 1000, -INF], [0, 0, 1000, 1000, 1])
    columns = ([0] * 6, [1, 1, 1000, 1000, 1000, 1000])
    return sparse_model(rows, bounds, columns, [1, 1, 0, 0, 0, 0]), [0, 0, 0, 0, 10, 8], 8000.0


def three_premises() -> Case:
    # columns: three premises, three shortfalls; 1.14.0 says 11 400. Only premises 1 and 3 fit the
    # budget and the exclusion of 1 and 2: 0 + 2 * 750 + 8 * 50 = 1 900
    needs, capacity, cost = (1000, 750, 700), (1000, 750, 650), (200_000, 200_000, 100_000)
    rows = [[0.0] * 6 for _ in range(5)]
    for n in range(3):
        rows[n][n], rows[n][3 + n] = capacity[n], 1
    rows[3][:3] = cost
    rows[4][:2] = (1, 1)
    bounds = ([*needs, -INF, -INF], [INF, INF, INF, 500_000, 1])
    model = sparse_model(rows, bounds, ([0] * 6, [1, 1, 1, *needs]), [1, 1, 1, 0, 0, 0])
    return model, [0, 0, 0, 11, 2, 8], 1900.0


@pytest.mark.parametrize("presolve", ["choose", "off"])
@pytest.mark.parametrize(
    "case", [issue_2957, issue_3043, issue_3050, issue_3073, issue_3094, three_premises]
)
def test_solved_right(case: object, presolve: str) -> None:
    model, cost, optimum = case()  # type: ignore[operator]
    result = minimise(model, cost, presolve=presolve)
    assert result.status == "optimal"
    assert result.objective == pytest.approx(optimum, abs=1e-5)
    assert result.bound == pytest.approx(optimum, abs=1e-5)


def test_infeasible_is_a_claim_not_a_fact() -> None:
    """HiGHS 1.15.1 calls this feasible model infeasible; the engine never believes that answer."""
    rows = [[0, 0, 2, -1000], [-1, 1, 0, 2], [-1, -1, 0, 1], [2, 0, 65, 3], [3, 1, 3, 0]]
    bounds = ([-994, 2, -INF, 191, 9], [INF, 2, 1, INF, 9])
    model = sparse_model(rows, bounds, ([0, 0, 0, 0], [1, 1, 10, INF]), [1, 1, 0, 0])
    cost = [9, -2, -5, 2]
    default, plain = minimise(model, cost), minimise(model, cost, presolve="off")
    assert (plain.status, plain.objective) == ("optimal", pytest.approx(-13))
    assert default.status in {"infeasible", "optimal"}
    if default.status == "optimal":
        assert default.objective == pytest.approx(-13)


def planner(
    cost: list[int],
    points: list[dict[int, int]],
    base: list[int],
    people: list[int],
    budget: list[int],
) -> Instance:
    """Certify communities at 160 half points; a premises gives points to some; budgets in fen."""
    n, communities = len(cost), len(base)
    effects = np.array(
        [(o, k, 0, n) for o, given in enumerate(points) for k, n in sorted(given.items())]
    ).T
    lines = LineFacts(("points",), np.array([1]), np.array([1000]), np.array([-1]), (), ())
    existing = np.array(base).reshape(-1, 1)
    tier_points, tier_kinds = np.array([[160]]), np.zeros((1, 0), dtype=np.int64)
    ids = tuple(f"P{o}" for o in range(n))
    options = OptionFacts(
        ids=ids,
        site_ids=ids,
        site=np.arange(n),
        available=np.ones((n, len(budget)), dtype=bool),
        investment_fen=np.zeros(n, dtype=np.int64),
        effect_option=effects[0],
        effect_circle=effects[1],
        effect_line=effects[2],
        effect_units=effects[3],
        pay_option=np.arange(n),
        pay_budget=np.zeros(n, dtype=np.int64),
        pay_fen=np.array(cost),
    )
    return Instance(
        years=tuple(range(2024, 2024 + len(budget))),
        circle_ids=tuple(f"K{k}" for k in range(communities)),
        residents=np.array(people),
        current_tier=np.full(communities, -1),
        blocked_circle=np.zeros(communities, dtype=bool),
        tier_ids=("certified",),
        tier_points=tier_points,
        tier_kinds=tier_kinds,
        lines=lines,
        existing=existing,
        needs=build_needs(lines, PLAIN_CARD, existing, tier_points, tier_kinds),
        options=options,
        budget_ids=("fund",),
        budget_cap_fen=np.array([budget]),
        awards=(),
        targets=(),
        locked_in={},
        allow_interim=True,
        awards_are_minimised=False,
        stages=(Stage("resident_years", maximise=True), Stage("public_money", maximise=False)),
    )


def odd_fen() -> Instance:
    """Unscaled, HiGHS 1.15.1 calls 16 893 of 29 818 resident-years optimal here, bound and all."""
    return planner(
        cost=[
            91_903_932,
            136_000_000,
            37_064_559,
            33_523_855,
            277_300_000,
            275_000_000,
            4_487_573,
            4_434_063,
        ],
        points=[
            {3: 19, 1: 54},
            {1: 38, 3: 13, 2: 30},
            {1: 55, 0: 45, 2: 48},
            {2: 53, 3: 3},
            {1: 33, 3: 24},
            {3: 30, 0: 2},
            {2: 9},
            {3: 11},
        ],
        base=[72, 62, 83, 126],
        people=[1990, 7149, 7760, 1984],
        budget=[261_427_786, 91_903_933],
    )


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"presolve": "off"},
        {"mip_feasibility_tolerance": 1e-9, "primal_feasibility_tolerance": 1e-9},
        {"random_seed": 5},
    ],
    ids=str,
)
def test_a_city_priced_to_the_odd_fen(options: dict[str, object]) -> None:
    city = odd_fen()
    outcome = solve_instance(city, Watch(), Settings(options=options))
    assert (outcome.status, outcome.notes) == ("optimal", ())
    assert evaluate(city, outcome.decisions).rank(city) == (-29_818, 162_492_346)
    assert [stage.bound for stage in outcome.stages] == [29_818, 162_492_346]


def test_the_odd_city_by_enumeration_over_its_best_part() -> None:
    # the two dearest premises (277 and 275 million fen) exceed every yearly budget
    city = odd_fen()
    affordable = city.options.pay_fen <= city.budget_cap_fen.max()
    assert np.flatnonzero(~affordable).tolist() == [4, 5]
    small = planner(
        cost=city.options.pay_fen[[0, 1, 2, 3, 6, 7]].tolist(),
        points=[
            {3: 19, 1: 54},
            {1: 38, 3: 13, 2: 30},
            {1: 55, 0: 45, 2: 48},
            {2: 53, 3: 3},
            {2: 9},
            {3: 11},
        ],
        base=[72, 62, 83, 126],
        people=[1990, 7149, 7760, 1984],
        budget=[261_427_786, 91_903_933],
    )
    assert best_rank(small) == (-29_818, 162_492_346)


def test_the_installed_solver_passes_before_every_solve() -> None:
    check_solver.cache_clear()
    check_solver()
    assert check_solver.cache_info().misses == 1


def test_a_solver_that_answers_wrongly_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = replace(CANARIES[0], least=29.0)  # what HiGHS 1.14.0 answers
    monkeypatch.setattr("placement.engine.solver.canaries.CANARIES", (wrong, *CANARIES[1:]))
    check_solver.cache_clear()
    with pytest.raises(SolverError, match=r"#2957: 28\.2 for 29$"):
        solve_instance(odd_fen(), Watch())
    check_solver.cache_clear()
