"""The door to HiGHS: what it refuses, what it reports, and that nothing is lost on the way."""

from __future__ import annotations

import numpy as np
import pytest

import placement.engine.solver.highs_model as door
from placement.engine.control.watch import Watch
from placement.engine.solver.highs import Highs
from placement.engine.solver.highs_model import SolverError, refuse_known_bad_version
from small_models import INF, at_most_one, minimise, sparse_model

NAN = float("nan")


@pytest.mark.parametrize(
    "option",
    [
        {"mip_rel_gapp": 0.0},
        {"threads": "many"},
        {"threads": 1.5},
        {"mip_rel_gap": -1.0},
        {"mip_rel_gap": NAN},
        {"time_limit": NAN},
        {"presolve": "sometimes"},
        {"random_seed": 2**40},
    ],
    ids=str,
)
def test_an_option_that_does_not_exist_or_fit_is_refused(option: dict[str, object]) -> None:
    with pytest.raises(SolverError, match=next(iter(option))):
        Highs(at_most_one(), option)


def test_good_options_are_set() -> None:
    highs = Highs(at_most_one(), {"random_seed": 7, "presolve": "off"})
    options = highs._session.highs
    assert options.getOptionValue("random_seed")[1] == 7
    assert options.getOptionValue("presolve")[1] == "off"
    assert options.getOptionValue("mip_rel_gap")[1] == 0.0
    assert options.getOptionValue("threads")[1] == 1


@pytest.mark.parametrize(
    "change",
    [
        {"rows": [[NAN, 1]]},
        {"rows": [[INF, 1]]},
        {"rows": [[1e16, 1]]},
        {"rows": [[1e-10, 1]]},
        {"row_bounds": ([NAN], [1])},
        {"row_bounds": ([-INF], [NAN])},
        {"row_bounds": ([3], [1])},
        {"row_bounds": ([-INF], [-INF])},
        {"column_bounds": ([NAN, 0], [1, 1])},
        {"column_bounds": ([0, 0], [NAN, 1])},
        {"column_bounds": ([2, 0], [1, 1])},
    ],
    ids=str,
)
def test_a_model_with_a_poisoned_number_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(SolverError):
        Highs(at_most_one(**change))


@pytest.mark.parametrize("cost", [[NAN, 1], [INF, 1], [-INF, 1], [1], [1, 1, 1]], ids=str)
def test_a_poisoned_or_short_objective_is_refused(cost: list[float]) -> None:
    with pytest.raises(SolverError, match="objective"):
        Highs(at_most_one()).set_objective(np.array(cost, dtype=float))


@pytest.mark.parametrize(
    ("bounds", "row"),
    [
        ((-INF, 1), [NAN, 1]),  # HiGHS itself answers kOk and forgets the row
        ((-INF, 1), [INF, 1]),
        ((-INF, 1), [1e-12, 1]),
        ((-INF, NAN), [1, 1]),
        ((NAN, 1), [1, 1]),
        ((3, 1), [1, 1]),
    ],
    ids=str,
)
def test_a_poisoned_row_is_refused(bounds: tuple[float, float], row: list[float]) -> None:
    with pytest.raises(SolverError):
        Highs(at_most_one()).add_row(*bounds, np.array(row, dtype=float))


@pytest.mark.parametrize("value", [NAN, INF])
def test_a_column_is_not_fixed_to_what_is_no_number(value: float) -> None:
    with pytest.raises(SolverError):
        Highs(at_most_one()).fix(np.array([0]), np.array([value]))


def test_the_version_with_wrong_optima_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    refuse_known_bad_version()
    monkeypatch.setattr(door, "version", lambda _name: "1.14.0")
    with pytest.raises(SolverError, match=r"1\.14\.0"):
        Highs(at_most_one())


def test_value_bound_and_status_of_an_optimum() -> None:
    result = minimise(at_most_one(), [-2, -3])
    assert (result.status, result.objective, result.bound) == ("optimal", -3.0, -3.0)
    assert result.values is not None
    assert result.values.round().tolist() == [0.0, 1.0]


def test_infeasible_is_said_so_and_has_no_plan() -> None:
    result = minimise(at_most_one(row_bounds=([3], [INF])), [1, 1])
    assert (result.status, result.values) == ("infeasible", None)


def test_unbounded_is_no_answer() -> None:
    model = sparse_model([[1, -1]], ([-INF], [5]), ([0, 0], [INF, INF]), [1, 1])
    result = minimise(model, [-1, 0])
    assert result.status == "failed"
    assert result.bound == -INF


def test_a_linear_program_is_bounded_by_its_own_optimum() -> None:
    # HiGHS states a bound of 0 for any linear program
    for sign in (-1, 1):
        model = at_most_one(integer=[0, 0], row_bounds=([0.5], [1.0]))
        result = minimise(model, [sign, 2 * sign])
        assert result.status == "optimal"
        assert result.bound == result.objective == (0.5 if sign > 0 else -2.0)


def test_an_added_row_holds_and_is_told_to_the_bound() -> None:
    highs = Highs(at_most_one())
    highs.add_row(-INF, 0.0, np.array([0.0, 3e8]))
    highs.set_objective(np.array([-2.0, -3.0]))
    result = highs.run(Watch(), absolute_gap=0.0, relative_gap=0.0, time_limit_s=20.0)
    assert result.objective == -2.0
    rows = highs.rows()
    assert rows.matrix.shape == (2, 2)
    assert rows.matrix[1, 1] <= 2.0**16
    assert (rows.upper.tolist(), rows.col_upper.tolist()) == ([1.0, 0.0], [1.0, 1.0])


def test_fixed_columns_stay_and_leave_the_callers_model_alone() -> None:
    model = at_most_one()
    highs = Highs(model)
    highs.fix(np.array([1]), np.array([0.0]))
    highs.set_objective(np.array([-2.0, -3.0]))
    result = highs.run(Watch(), absolute_gap=0.0, relative_gap=0.0, time_limit_s=20.0)
    assert result.objective == -2.0
    assert highs.rows().col_upper.tolist() == [1.0, 0.0]
    assert model.col_upper.tolist() == [1.0, 1.0]


def test_a_start_is_taken_and_never_made_worse() -> None:
    rng = np.random.default_rng(4)
    weights = rng.integers(20, 90, 40)
    model = sparse_model([weights], ([-INF], [weights.sum() // 3]), ([0] * 40, [1] * 40), [1] * 40)
    highs = Highs(model)
    highs.set_objective(-rng.integers(20, 90, 40).astype(float))
    start = np.zeros(40)
    start[np.argsort(weights)[:10]] = 1.0
    highs.start_from(np.arange(40), start)
    stopped = Watch()
    stopped.stop()
    result = highs.run(stopped, absolute_gap=0.0, relative_gap=0.0, time_limit_s=20.0)
    if result.values is not None:  # presolve may be over before a start is looked at
        assert (weights @ result.values.round()) <= weights.sum() // 3


def test_an_empty_model() -> None:
    model = sparse_model([], ([], []), ([0, 0], [1, 1]), [1, 1])
    assert minimise(model, [-1, 2]).objective == -1.0


def test_relaxed_duals_are_of_the_present_rows_and_none_when_out_of_time() -> None:
    highs = Highs(at_most_one())
    highs.add_row(-INF, 1.0, np.array([1.0, 0.0]))
    highs.set_objective(np.array([-2.0, -3.0]))
    duals = highs.relaxed_duals(Watch())
    assert duals is not None
    assert len(duals) == 2


@pytest.mark.parametrize(
    ("rows", "answer"),
    [
        ([], ("optimal", 0.0, 0.0)),
        ([(-INF, 1.0), (0.0, 0.0)], ("optimal", 0.0, 0.0)),
        ([(-INF, 1.0), (1.0, 2.0)], ("infeasible", None, -INF)),
        ([(-INF, -1.0)], ("infeasible", None, -INF)),
    ],
)
def test_a_model_with_nothing_to_decide_has_a_known_value(
    rows: list[tuple[float, float]], answer: tuple[str, float | None, float]
) -> None:
    ends = [low for low, _ in rows], [high for _, high in rows]
    model = sparse_model([[]] * len(rows), ends, ([], []), [])
    for presolve in ("choose", "off"):
        result = minimise(model, [], presolve=presolve)
        value = None if result.values is None else result.objective
        assert (result.status, value, result.bound) == answer
    highs = Highs(model)
    highs.set_objective(np.zeros(0))
    highs.add_row(1.0, INF, np.zeros(0))
    assert highs.run(Watch(), absolute_gap=0.0, relative_gap=0.0, time_limit_s=1.0).status == (
        "infeasible"
    ), "a row that was added counts as well"
