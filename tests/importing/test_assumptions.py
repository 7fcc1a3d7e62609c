from decimal import Decimal
from pathlib import Path

import pytest

from placement.errors import Text
from placement.importing.assumption_words import WORDS
from placement.importing.assumptions import (
    Assumed,
    Assumption,
    Choice,
    Found,
    Invisible,
    Reason,
    find_assumptions,
)
from placement.importing.recipe import read_recipe
from placement.yamlfile import StrictModel

WHY = Reason(zh="理由", en="reason")
REASON = Text("理由", "reason")
RECIPES = sorted((Path(__file__).parents[2] / "scenarios" / "imports").glob("*.yaml"))


class Inner(StrictModel):
    rate: Assumed[Decimal]
    known: int = 3


class Outer(StrictModel):
    origin: Choice
    inner: Inner
    by_name: dict[str, Invisible]


def test_every_assumption_is_found_with_its_key_in_order() -> None:
    outer = Outer(
        origin=Choice(zh="来源", en="origin"),
        inner=Inner(rate=Assumed[Decimal](value=Decimal("2.60"), reason=WHY)),
        by_name={"bank": Invisible(zh="看不到", en="unseen", assumed_per_circle=2)},
    )
    assert find_assumptions(outer) == (
        Found("origin", None, Text("来源", "origin")),
        Found("inner.rate", Decimal("2.60"), REASON),
        Found("by_name.bank", 2, Text("看不到", "unseen")),
    )


@pytest.mark.parametrize("recipe", RECIPES, ids=lambda path: path.stem)
def test_every_value_a_recipe_may_assume_has_words(recipe: Path) -> None:
    assumed = {f.key for f in find_assumptions(read_recipe(recipe)[0]) if f.value is not None}
    assert {key for key in assumed if not key.startswith("visibility.")} <= WORDS.keys()


def test_a_statement_stands_alone_and_unknown_numbers_of_rows_are_said_to_be() -> None:
    said = Assumption("origin", None, REASON, {"outlets": 1200, "circles": None}).text
    assert said == Text(
        "理由（导入规则 origin；涉及网点表 1,200 行、生活圈表，行数无法分辨）",
        "reason (rule origin of the recipe; 1,200 rows of table outlets, table circles, how many rows cannot"
        " be told)",
    )
    assert Assumption("policy_changes", Text("改动", "changes"), REASON, {}).text == Text(
        "改动：理由（导入规则 policy_changes）",
        "changes: reason (rule policy_changes of the recipe)",
    )


def test_tables_without_a_row_are_left_out() -> None:
    some = Assumption("origin", None, REASON, {"outlets": 0, "circles": 3}).text
    assert some == Text(
        "理由（导入规则 origin；涉及生活圈表 3 行）",
        "reason (rule origin of the recipe; 3 rows of table circles)",
    )
    none = Assumption("origin", None, REASON, {"outlets": 0}).text
    assert none.zh == "理由（导入规则 origin；这次没有用到）"


def test_made_up_premises_state_their_range_and_seed() -> None:
    (drawn,) = [
        found.value
        for recipe in RECIPES
        for found in find_assumptions(read_recipe(recipe)[0])
        if found.key == "premises.assumed"
    ]
    said = WORDS["premises.assumed"](drawn, {})
    assert "12–3,000 平方米，随机种子 20181015" in said.zh
    assert "12 to 3,000 m² each, random seed 20181015" in said.en
