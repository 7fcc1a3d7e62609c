"""Plain data as a YAML file a person can read."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from io import StringIO
from typing import Any

from ruamel.yaml import YAML

_WIDE = 10_000


def yaml_text(data: Mapping[Any, Any], comment: str) -> str:
    """Return plain data as YAML under a comment, without anchors, in the order given."""
    writer = YAML()
    writer.width = _WIDE
    writer.indent(mapping=2, sequence=4, offset=2)
    writer.representer.ignore_aliases = lambda _: True
    buffer = StringIO()
    writer.dump(plain_values(data), buffer)
    head = "".join(f"# {line}\n" for line in comment.splitlines())
    return head + buffer.getvalue()


def plain_values(value: Any) -> Any:
    """Return nested data with plain lists and dicts, and decimals as numbers."""
    if isinstance(value, Mapping):
        return {key: plain_values(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [plain_values(inner) for inner in value]
    # The shortest text of the float is the decimal as it was written.
    return float(value) if isinstance(value, Decimal) else value
