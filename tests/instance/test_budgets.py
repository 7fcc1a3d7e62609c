"""Money that carries over or moves between lines: rows of the model against the auditor's flow."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from placement.audit.flow import pay_from
from placement.audit.money import _ways
from placement.errors import InputError
from placement.instance.budgets import add_pots, budget_caps, budget_keys, find_pots
from placement.instance.limits import LimitRows
from placement.scenario.model import BudgetLine, budget_id

YEARS = (2023, 2024, 2025)


def lines(
    caps: dict[str, list[int]], carries: bool, transfers: dict[str, tuple[str, ...]]
) -> tuple[BudgetLine, ...]:
    return tuple(
        BudgetLine(name, name, "city", None, None, year, fen, carries, transfers.get(name, ()))
        for name, by_year in caps.items()
        for year, fen in zip(YEARS, by_year, strict=True)
    )


def rows_allow(budgets: tuple[BudgetLine, ...], spent: dict[tuple[str, int], int]) -> bool:
    """Whether commitments, one option for each line and year, keep every row and plain cap."""
    scenario = SimpleNamespace(budgets=budgets, years=YEARS)
    keys = budget_keys(scenario)  # type: ignore[arg-type]
    caps = budget_caps(scenario, keys)  # type: ignore[arg-type]
    nodes = sorted(spent)
    names = [key[0] for key in keys]
    options = SimpleNamespace(
        pay_option=np.arange(len(nodes)),
        pay_budget=np.array([names.index(name) for name, _ in nodes]),
        pay_fen=np.array([spent[node] for node in nodes]),
    )
    pots, rows = find_pots(scenario, keys), LimitRows()  # type: ignore[arg-type]
    add_pots(
        rows,
        pots,
        options,
        (),
        (caps, tuple(budget_id(*k) for k in keys), YEARS),  # type: ignore[arg-type]
    )
    limits = rows.limits()
    start = np.array([YEARS.index(year) for _, year in nodes])
    drawn = limits.drawn(start, np.zeros(0, dtype=bool))
    moving = {names[n] for pot in pots for n in pot.lines}
    plain = all(
        spent[name, year] <= caps[names.index(name), YEARS.index(year)]
        for name, year in nodes
        if name not in moving
    )
    return plain and bool((drawn <= limits.cap).all())


def flow_allows(budgets: tuple[BudgetLine, ...], spent: dict[tuple[str, int], int]) -> bool:
    book = {(b.id, b.year): b for b in budgets}
    caps = {node: b.cap_fen for node, b in book.items()}
    due = {node: fen for node, fen in spent.items() if fen}
    flow, unpaid = pay_from(caps, due, {node: _ways(node, book) for node in due})
    for node, fen in due.items():
        paid = sum(amount for (_, demand), amount in flow.items() if demand == node)
        assert paid == fen - unpaid.get(node, 0)
    for node, cap in caps.items():
        assert sum(amount for (source, _), amount in flow.items() if source == node) <= cap
    return not unpaid


@pytest.mark.parametrize("seed", range(300))
def test_rows_and_flow_agree(seed: int) -> None:
    rng = np.random.default_rng(seed)
    names = [f"L{n}" for n in range(int(rng.integers(1, 4)))]
    caps = {name: rng.integers(0, 5, 3).tolist() for name in names}
    transfers = {
        one: tuple(two for two in names if two != one and rng.random() < 0.5) for one in names
    }
    budgets = lines(caps, bool(rng.random() < 0.5), transfers)
    spent = {(name, year): int(rng.integers(0, 5)) for name in names for year in YEARS}
    assert rows_allow(budgets, spent) == flow_allows(budgets, spent)


def test_both_answers_occur() -> None:
    caps = {"a": [1, 2, 3], "b": [0, 0, 0]}
    budgets = lines(caps, True, {"a": ("b",)})
    exact = {("a", 2023): 1, ("b", 2024): 2, ("b", 2025): 3}
    assert rows_allow(budgets, exact)
    assert not rows_allow(budgets, {**exact, ("b", 2023): 1})


def test_lines_of_which_one_carries_over_cannot_transfer() -> None:
    budgets = (
        *lines({"a": [1, 1, 1]}, True, {"a": ("b",)}),
        *lines({"b": [1, 1, 1]}, False, {}),
    )
    with pytest.raises(InputError) as caught:
        rows_allow(budgets, {("a", 2023): 1})
    assert [p.code for p in caught.value.problems] == ["PL852"]
