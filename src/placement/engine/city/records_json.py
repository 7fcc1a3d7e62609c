"""Records of a solve as JSON, written beside a run and read before the next one."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import Field, TypeAdapter, ValidationError, with_config

from placement.engine.city.records import BlockRecord

FORMAT = 4


@with_config(strict=True, extra="forbid")
@dataclass(frozen=True, slots=True)
class _File:
    format: Annotated[int, Field(ge=FORMAT, le=FORMAT)]
    blocks: tuple[BlockRecord, ...]


def records_as_values(records: Sequence[BlockRecord]) -> dict[str, Any]:
    """Return records as plain values, ready to be written as JSON."""
    return {
        "format": FORMAT,
        "blocks": TypeAdapter(tuple[BlockRecord, ...]).dump_python(tuple(records), mode="json"),
    }


def records_from_json(text: str | bytes) -> tuple[BlockRecord, ...]:
    """Read records from JSON text of :func:`records_as_values`; of what cannot be read, or is of another format, none."""
    try:
        blocks = TypeAdapter(_File).validate_json(text, strict=True).blocks
    except ValidationError:
        return ()
    return tuple(
        block
        for block in blocks
        if all(math.isfinite(x) for t in block.trades for x in (*t.weights, t.least))
    )
