"""The JSON Schema of scenario files, from which editors complete and explain keys."""

from __future__ import annotations

from typing import Any

from placement.scenario.schema import ALIASES, ScenarioFile


def scenario_json_schema() -> dict[str, Any]:
    """Return the JSON Schema of a scenario file.

    No key of the top level is required, because a file may inherit any of them; dotted keys and the
    Chinese spellings of top-level keys are allowed as well.
    """
    schema = ScenarioFile.model_json_schema()
    schema.pop("required", None)
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    schema["title"] = "情景文件 · scenario file"
    properties = schema["properties"]
    for alias, key in ALIASES.items():
        properties[alias] = properties[key]
    schema["patternProperties"] = {r"^[^.]+\..+$": {}}
    return schema
