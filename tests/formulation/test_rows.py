"""The rows of every constraint family on one small instance, written out and kept.

``PYTHONPATH=tests python tests/formulation/test_rows.py`` writes the golden files anew; read the difference before keeping it.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyomo.environ as pyo
import pytest

from many_kinds import many_kinds
from placement.formulation.build import CONSTRAINT_FAMILIES, build_model
from placement.formulation.objective import add_terms
from placement.formulation.sets import build_sets
from placement.formulation.variables import add_variables
from score_cards import score_cards
from two_circles import two_circles

GOLDEN = Path(__file__).parent / "golden"
CITIES = {"two_circles": two_circles, "score_cards": score_cards, "many_kinds": many_kinds}
WRITTEN = (pyo.Constraint, pyo.Expression)


def rows_by_component(city: str) -> dict[str, str]:
    model = build_model(CITIES[city]()).model
    return {
        component.name: text
        for component in model.component_objects(WRITTEN)
        if (text := "".join(f"{line}\n" for line in _lines(component)))
    }


def _lines(component: pyo.Constraint | pyo.Expression) -> Iterator[str]:
    for item in component.values():
        yield f"{item.name}: {' '.join(str(item.expr).split())}"


@pytest.fixture(scope="module")
def rows() -> dict[str, dict[str, str]]:
    return {city: rows_by_component(city) for city in CITIES}


@pytest.mark.parametrize("path", sorted(GOLDEN.glob("*/*.txt")), ids=lambda path: path.stem)
def test_rows_are_those_of_the_golden_file(rows: dict[str, dict[str, str]], path: Path) -> None:
    assert rows[path.parent.name][path.stem] == path.read_text(encoding="utf-8")


def test_no_component_lacks_a_golden_file_and_none_is_empty_everywhere(
    rows: dict[str, dict[str, str]],
) -> None:
    for city, written in rows.items():
        assert set(written) == {path.stem for path in (GOLDEN / city).glob("*.txt")}
    model = build_model(two_circles()).model
    assert set().union(*rows.values()) == {c.name for c in model.component_objects(WRITTEN)}


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


def test_building_twice_gives_the_same_rows(rows: dict[str, dict[str, str]]) -> None:
    assert {city: rows_by_component(city) for city in CITIES} == rows


if __name__ == "__main__":
    for old in GOLDEN.rglob("*.txt"):
        old.unlink()
    for city in CITIES:
        (GOLDEN / city).mkdir(exist_ok=True)
        for name, text in rows_by_component(city).items():
            (GOLDEN / city / f"{name}.txt").write_text(text, encoding="utf-8")
