"""The rows of every constraint family on one small instance, written out and kept.

``PYTHONPATH=tests python tests/formulation/test_rows.py`` writes the golden files anew; read the difference before keeping it.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyomo.environ as pyo
import pytest

from placement.formulation.build import CONSTRAINT_FAMILIES, build_model
from placement.formulation.objective import add_terms
from placement.formulation.sets import build_sets
from placement.formulation.variables import add_variables
from two_circles import two_circles

GOLDEN = Path(__file__).parent / "golden"
WRITTEN = (pyo.Constraint, pyo.Expression)


def rows_by_component() -> dict[str, str]:
    model = build_model(two_circles()).model
    return {
        component.name: "".join(f"{line}\n" for line in _lines(component))
        for component in model.component_objects(WRITTEN)
    }


def _lines(component: pyo.Constraint | pyo.Expression) -> Iterator[str]:
    for item in component.values():
        yield f"{item.name}: {' '.join(str(item.expr).split())}"


@pytest.fixture(scope="module")
def rows() -> dict[str, str]:
    return rows_by_component()


@pytest.mark.parametrize("name", sorted(path.stem for path in GOLDEN.glob("*.txt")))
def test_rows_are_those_of_the_golden_file(rows: dict[str, str], name: str) -> None:
    assert rows[name] == (GOLDEN / f"{name}.txt").read_text(encoding="utf-8")


def test_no_component_lacks_a_golden_file_and_none_is_empty(rows: dict[str, str]) -> None:
    assert set(rows) == {path.stem for path in GOLDEN.glob("*.txt")}
    assert [name for name, text in rows.items() if not text] == []


def test_each_family_adds_rows_of_its_own() -> None:
    instance = two_circles()
    sets = build_sets(instance)
    model = pyo.ConcreteModel()
    add_variables(model, instance, sets)
    names: set[str] = set()
    for add_family in CONSTRAINT_FAMILIES:
        add_family(model, instance, sets)
        added = {c.name for c in model.component_objects(pyo.Constraint)} - names
        assert added, f"{add_family.__name__} adds nothing"
        # The first component carries the family's name, so a row in a log leads to its function.
        assert add_family.__name__.removeprefix("add_") in added
        names |= added
    add_terms(model, instance, sets)
    built = build_model(instance).model
    assert names == {c.name for c in built.component_objects(pyo.Constraint)}


def test_building_twice_gives_the_same_rows(rows: dict[str, str]) -> None:
    assert rows_by_component() == rows


if __name__ == "__main__":
    for old in GOLDEN.glob("*.txt"):
        old.unlink()
    for name, text in rows_by_component().items():
        (GOLDEN / f"{name}.txt").write_text(text, encoding="utf-8")
