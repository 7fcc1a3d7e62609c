"""What pydantic says of a wrong value never reaches anybody: every kind of error has words in both languages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel, ValidationError
from pydantic_core import PydanticKnownError
from pydantic_core._pydantic_core import list_all_errors

from placement.errors import InputError, Problem, Text, VerificationError
from placement.importing.recipe import Recipe as ImportRecipe
from placement.plan import Plan
from placement.policy.kinds import KindFile
from placement.policy.readings import ReadingsSection
from placement.policy.schema import Policy
from placement.report.run.claims import RunClaims
from placement.scenario.schema import ScenarioFile
from placement.synth.recipe import SynthRecipe
from placement.yamlfile import Document, read_yaml, validate
from placement.yamlfile.examples import written
from placement.yamlfile.validate import with_tuples
from placement.yamlfile.wording import OF_A_FORM, OTHERWISE, meaning

ROOTS = (Policy, ScenarioFile, KindFile, ReadingsSection, ImportRecipe, SynthRecipe)
ALL_TYPES = {error["type"]: error for error in list_all_errors()}
LATIN = re.compile(r"[A-Za-z]{4,}")
OURS = {"true", "false", "JSON"}
CHINESE = re.compile(r"[\u4e00-\u9fff]")

WRONG: tuple[Any, ...] = (
    None, True, -1, 10**9, Decimal("1.5"), Decimal(-3), "", "q w/e", "x" * 200, "十", [], ["a"], [["a", 1]],
    {}, {"x": 1}, {2024: "高品质"}, {2024: {"x": []}}, {"x": {2024: 1}}, {Decimal("1.5"): None}, {True: 1},
    {"archetype": "nothing"}, {"x": {"archetype": 5}}, [{"x": 1}], [{2024: 1}],
)  # fmt: skip
"""Values as YAML gives them: text, whole numbers, decimals, truth values, nothing, lists and mappings."""


@pytest.mark.parametrize("kind", sorted(ALL_TYPES))
def test_every_type_of_error_has_words_of_ours(kind: str) -> None:
    context = example_context(kind)
    theirs = PydanticKnownError(kind, context).message() if kind not in RAISED else "Value error"
    said = meaning(kind, context)
    assert CHINESE.search(said.zh)
    assert set(LATIN.findall(said.zh)) <= OURS
    assert said.en
    assert not CHINESE.search(said.en)
    assert said.en not in theirs
    assert "nput" not in said.en


def example_context(kind: str) -> dict[str, Any]:
    """What pydantic says of a type of error; some, such as that of paths, are not on its own list."""
    return ALL_TYPES.get(kind, {}).get("example_context") or {}


RAISED = {"value_error", "assertion_error"}
"""Errors that carry an exception, which no model of ours raises."""


@cache
def models() -> list[type[BaseModel]]:
    """All models of the files people write."""
    found: dict[type[BaseModel], None] = {}
    left: list[Any] = list(ROOTS)
    while left:
        part = left.pop()
        if isinstance(part, type) and issubclass(part, BaseModel):
            if part not in found:
                found[part] = None
                left += [field.annotation for field in part.model_fields.values()]
        else:
            left += getattr(part, "__args__", ())
    return list(found)


def document(data: dict[str, Any]) -> Document:
    return Document(Path("x.yaml"), Path(), data, {}, ())


def problems_of(model: type[BaseModel], data: dict[str, Any]) -> tuple[Problem, ...]:
    try:
        validate(model, document(data))
    except InputError as error:
        return error.problems
    return ()


def raw_errors(model: type[BaseModel], data: dict[str, Any]) -> list[Any]:
    try:
        model.model_validate(with_tuples(data, model))
    except ValidationError as error:
        return error.errors(include_url=False)
    return []


def wrong_values() -> Iterator[tuple[type[BaseModel], str, dict[str, Any]]]:
    for model in models():
        for name in model.model_fields:
            for value in WRONG:
                yield model, name, {name: value}


def test_there_are_models_and_fields_to_go_through() -> None:
    assert len(models()) > 80
    assert {"LocksSection", "RateProgramme", "District", "SourceClass"} & {
        model.__name__ for model in models()
    }


def test_no_words_of_pydantic_reach_anybody() -> None:
    """All models, all fields, each with values of every wrong kind."""
    kinds: set[str] = set()
    for model, name, data in wrong_values():
        found = raw_errors(model, data)
        kinds |= {error["type"] for error in found}
        theirs = {error["msg"] for error in found if not error["type"].startswith("PL")}
        for problem in problems_of(model, data):
            told = (*problem.rule, *problem.mend)
            assert all(told), (model, name, data)
            assert not any(message in text for message in theirs for text in told), (model, data)
            assert CHINESE.search(problem.rule.zh), (model, name, data)
            assert CHINESE.search(problem.mend.zh), (model, name, data)
    assert not kinds & RAISED
    own = {kind for kind in kinds if not kind.startswith("PL")}
    assert own >= {"missing", "extra_forbidden", "invalid_key", "dict_type", "model_type", "tuple_type",
                   "string_type", "int_type", "bool_type", "literal_error", "union_tag_invalid",
                   "union_tag_not_found", "string_pattern_mismatch", "too_short", "greater_than_equal"}  # fmt: skip
    unsaid = {kind for kind in own if meaning(kind, example_context(kind)) == OTHERWISE}
    assert unsaid == set()


def test_the_form_that_is_shown_is_right(tmp_path: Path) -> None:
    """Where a list or a mapping is asked for, the example in the message is one that is accepted there."""
    shown = 0
    for model in models():
        for name in model.model_fields:
            if not any(
                e["type"] in OF_A_FORM and e["loc"] == (name,) for e in raw_errors(model, {name: 5})
            ):
                continue
            form = written(model, (name,))
            if form is None:
                continue
            for text in form:
                path = tmp_path / "form.yaml"
                path.write_text(text + "\n", encoding="utf-8")
                data = read_yaml(path, root=tmp_path).data
                wrong = [e for e in raw_errors(model, data) if e["loc"][:1] == (name,)]
                # What a rule of ours across fields refuses still has the right form.
                if not any(error["type"].startswith("PL") for error in wrong):
                    assert wrong == [], (model, text)
            shown += 1
    assert shown > 40


@pytest.mark.parametrize(
    ("data", "column", "rule", "mend"),
    [
        (
            {"circles": {"TB999": {2024: "高品质"}}}, "circles.TB999.2024",
            Text("不认识的键“2024”", "unknown key “2024”"),
            Text("可用的键：hard、tier、year；写成这样：TB999: {year: 2024, tier: 编号}",
                 "Known keys: hard, tier, year; write it like this: TB999: {year: 2024, tier: ID}"),
        ),
        (
            {"premises_in": ["TB-P01"]}, "premises_in",
            Text("应为“键: 值”", "must be `key: value` lines"),
            Text("写成这样：premises_in: {编号: {format: 编号}}", "Write it like this: premises_in: {ID: {format: ID}}"),
        ),
        (
            {"premises_out": "TB-P01"}, "premises_out",
            Text("应为列表", "must be a list"),
            Text("写成这样：premises_out: [TB-P01]", "Write it like this: premises_out: [TB-P01]"),
        ),
    ],
)  # fmt: skip
def test_the_right_form_is_shown(data: dict[str, Any], column: str, rule: Text, mend: Text) -> None:
    model = next(model for model in models() if model.__name__ == "LocksSection")
    found = next(p for p in problems_of(model, data) if p.column == column)
    assert (found.rule, found.mend) == (rule, mend)


def test_records_of_runs_speak_both_languages() -> None:
    """A ``plan.json`` changed by hand: every field of the record and of the plan, with every wrong value."""
    for value in (None, True, -1, "x", [], [1], {}, {"x": 1}):
        for name in RunClaims.model_fields:
            for error in raw_errors(RunClaims, {name: value}):
                said = meaning(error["type"], error.get("ctx", {}))
                assert said != OTHERWISE
                assert error["msg"] not in said
        for plan in (
            {"choices": value, "certifications": []},
            {"choices": [value], "certifications": []},
            {"choices": [{"option_id": value}], "certifications": [{"year": value}]},
            {"x": value},
        ):
            if plan == {"choices": [], "certifications": []}:
                continue
            with pytest.raises(VerificationError) as caught:
                Plan.from_dict(plan)
            for finding in caught.value.findings:
                zh, _, en = finding.partition("\n")
                assert CHINESE.search(zh)
                assert en.startswith("plan.json, plan")
                assert not CHINESE.search(en)
                assert "nput" not in finding
