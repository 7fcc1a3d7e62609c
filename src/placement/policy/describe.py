"""The JSON Schema of a policy file, for editors that complete and check while one writes."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from placement.policy.kinds import KindFile
from placement.policy.schema import Policy
from placement.yamlfile.inherit import EXTENDS

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def policy_json_schema() -> dict[str, Any]:
    """Return the JSON Schema of a policy file.

    A file that extends another may leave out any key and may change single values by dotted keys, so
    its required keys are not demanded here.
    """
    schema = _with_plain_numbers(Policy.model_json_schema())
    required = schema.pop("required")
    names = {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}
    for key in EXTENDS:
        schema["properties"][key] = {
            **names,
            "description": "在哪些文件的基础上修改 · files this one starts from",
        }
    schema["patternProperties"] = {
        r"\.": {"description": "点分路径改单个值 · one value by dotted key"}
    }
    schema["anyOf"] = [{"required": required}, *({"required": [key]} for key in EXTENDS)]
    return {
        "$schema": DIALECT,
        "title": "policy · 政策模型",
        **{k: v for k, v in schema.items() if k != "title"},
    }


def kinds_json_schema() -> dict[str, Any]:
    """Return the JSON Schema of a dictionary of kinds."""
    return {"$schema": DIALECT, **KindFile.model_json_schema(), "title": "kinds · 业态字典"}


def _with_plain_numbers(node: Any) -> Any:
    """Write defaults of numbers as numbers: pydantic gives a Decimal as text, which the reader refuses."""
    if isinstance(node, list):
        return [_with_plain_numbers(inner) for inner in node]
    if not isinstance(node, dict):
        return node
    plain = {key: _with_plain_numbers(inner) for key, inner in node.items()}
    if plain.get("type") == "number" and isinstance(plain.get("default"), str):
        number = Decimal(plain["default"])
        plain["default"] = int(number) if number % 1 == 0 else float(number)
    return plain
