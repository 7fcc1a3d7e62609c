from pathlib import Path
from typing import get_args

from placement.scenario import PRESETS, TERMS, scenario_json_schema
from placement.scenario.objectives import Term
from placement.scenario.schema import ALIASES, ScenarioFile
from placement.yamlfile import inherit, read_yaml

ROOT = Path(__file__).resolve().parents[2]


def test_every_key_is_explained_and_none_is_required() -> None:
    schema = scenario_json_schema()
    assert "required" not in schema
    assert schema["additionalProperties"] is False
    for name, key in schema["properties"].items():
        assert name in ALIASES or "description" in key, name


def test_aliases_name_real_keys() -> None:
    assert set(ALIASES.values()) <= set(ScenarioFile.model_fields)


def test_every_term_has_a_name() -> None:
    assert set(TERMS) == set(get_args(Term))


def test_presets_are_made_of_known_terms() -> None:
    assert {term for stages in PRESETS.values() for term, _ in stages} <= set(TERMS)
    assert all(stages[0] == ("target_shortfall", "min") for stages in PRESETS.values())
    assert PRESETS["min_cost"][1] == PRESETS["max_benefit"][2] == ("public_money", "min")
    assert PRESETS["min_cost"][2] == PRESETS["max_benefit"][1]


def test_shipped_scenarios_point_to_the_schema_and_say_they_are_synthetic() -> None:
    for name in ("quick", "jining-2023-2025"):
        path = ROOT / "scenarios" / f"{name}.yaml"
        first = path.read_text(encoding="utf-8").splitlines()[0]
        assert first == "# yaml-language-server: $schema=scenario.schema.json"
        document = inherit(read_yaml(path, root=ROOT), ALIASES)
        assert document.data["data"]["synthetic"] is True
        names = [entry["name"] for entry in document.data["programmes"].values()]
        assert all(entry.startswith("情景假设") for entry in names)
