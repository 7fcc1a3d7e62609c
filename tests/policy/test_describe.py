"""The schema an editor completes from."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from placement.policy.describe import kinds_json_schema, policy_json_schema
from placement.policy.reader import load_policy
from placement.policy.schema import Policy

MODELS = Path(__file__).resolve().parents[2] / "models"


def properties(schema: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for name, definition in {"root": schema, **schema["$defs"]}.items():
        for key, value in definition.get("properties", {}).items():
            yield f"{name}.{key}", value


@pytest.mark.parametrize("schema", [policy_json_schema(), kinds_json_schema()])
def test_every_property_is_described(schema: dict[str, Any]) -> None:
    described = dict(properties(schema))
    assert len(described) > 5
    assert [name for name, value in described.items() if not value.get("description")] == []


def test_defaults_and_bounds_have_the_type_they_describe() -> None:
    schema = policy_json_schema()
    assert schema["$defs"]["Payer"]["properties"]["share"]["default"] == 1
    assert schema["$defs"]["RubricRules"]["properties"]["lines"]["minProperties"] == 1
    wrong = [
        name
        for name, value in properties(schema)
        if value.get("type") == "number" and isinstance(value.get("default"), str)
    ]
    assert wrong == []


def test_unknown_keys_are_refused_everywhere() -> None:
    objects = [d for d in policy_json_schema()["$defs"].values() if "properties" in d]
    assert all(d["additionalProperties"] is False for d in objects)


def test_archetypes_are_told_apart_by_their_name() -> None:
    lines = policy_json_schema()["$defs"]["RubricRules"]["properties"]["lines"]
    (union,) = lines["patternProperties"].values()
    assert set(union["discriminator"]["mapping"]) == {
        "count", "judged", "gate_set", "presence", "deduction", "ratio", "banded", "density", "event",
    }  # fmt: skip


def test_a_file_that_extends_another_needs_no_other_key() -> None:
    choices = policy_json_schema()["anyOf"]
    assert {"required": ["extends"]} in choices
    assert "rubric" in choices[0]["required"]


def test_policies_are_frozen(jining: Policy) -> None:
    with pytest.raises(ValidationError):
        jining.name = "改名"


def test_loading_keeps_where_a_value_came_from() -> None:
    loaded = load_policy(MODELS / "jining-2023.yaml", {"T2": "lower"})
    assert {path.name for path in loaded.document.files} == {"jining-2023.yaml", "kinds.yaml"}
    changed = loaded.document.place(("tiers", "high", "score", "min_inclusive"))
    assert (Path(changed.file).name, changed.note) == ("jining-2023.yaml", "T2=lower")


@pytest.mark.parametrize("name", ["jining-2023.yaml", "kinds.yaml"])
def test_first_line_names_the_schema(name: str) -> None:
    first = (MODELS / name).read_text(encoding="utf-8").splitlines()[0]
    assert first.startswith("# yaml-language-server: $schema=")
