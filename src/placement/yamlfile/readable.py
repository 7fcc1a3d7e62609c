"""What of a document can be read although a part of it cannot: one slip must not hide what else is wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from placement.yamlfile.document import Document, Key, KeyPath
from placement.yamlfile.validate import locate, with_tuples

Model = TypeVar("Model", bound=BaseModel)

MOST_ROUNDS = 20
"""Leaving a value out may leave its section without a key it needs, and so on outwards."""


@dataclass(frozen=True)
class Readable(Generic[Model]):
    """A document as far as it can be read.

    Attributes
    ----------
    left_out
        Paths of the values that are left out, with all that is in them.
    """

    value: Model
    left_out: frozenset[KeyPath] = frozenset()


def readable_part(
    model: type[Model], document: Document, stand_ins: Mapping[Key, Any]
) -> Readable[Model] | None:
    """Return the document without what cannot be read, ``None`` where nothing stands without it.

    Only entries of mappings are left out; of a list all, as its positions name its entries.

    Parameters
    ----------
    stand_ins
        Values for keys of the top level that must be there, for when they cannot be read.
    """
    data, left_out = dict(document.data), set[KeyPath]()
    for _ in range(MOST_ROUNDS):
        try:
            return Readable(model.model_validate(with_tuples(data, model)), frozenset(left_out))
        except ValidationError as error:
            found = error.errors(include_url=False)
        paths = {_left_out(data, detail) for detail in found}
        if () in paths or paths <= left_out:
            return None
        for path in sorted(paths, key=len):
            data = _without(data, path)
        data |= {
            path[0]: stand_ins[path[0]] for path in paths if path[1:] == () and path[0] in stand_ins
        }
        left_out |= paths
    return None


def _left_out(data: Mapping[Key, Any], detail: ErrorDetails) -> KeyPath:
    """Return the path of what a finding leaves out: the value itself, or what lacks a key."""
    path = locate(data, detail["loc"])
    inner: Any = data
    for length, key in enumerate(path):
        if isinstance(inner, (list, tuple)):
            return path[:length]
        inner = inner[key]
    return path or (detail["loc"][:1] if detail["type"] == "missing" else ())


def _without(data: dict[Key, Any], path: KeyPath) -> dict[Key, Any]:
    """Return the data without a value; unchanged where what it stood in is gone."""
    first, *rest = path
    if first not in data:
        return data
    if not rest:
        return {key: value for key, value in data.items() if key != first}
    return {**data, first: _without(data[first], tuple(rest))}
