"""How a value is written, by an example of the right form, from what the model declares."""

from __future__ import annotations

import re
import types
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel, WithJsonSchema
from pydantic.fields import FieldInfo

from placement.errors import Text
from placement.yamlfile.document import Key

LONGEST = 90
"""Letters of an example that still helps."""
DEEPEST = 4
YEAR, FIRST_YEAR = 2024, 1990
HALF = Decimal("0.5")
AMOUNT = "300万元"
CODES = ("AB", "a-1")
ID, NAME = Text("编号", "ID"), Text("名称", "name")


@dataclass(frozen=True, slots=True)
class Kind:
    """What a value may be: its type, and the constraints, defaults and schemas that go with it."""

    type: Any
    rules: tuple[Any, ...] = ()
    default: Any = None


def written(model: type[BaseModel], path: Sequence[Key]) -> Text | None:
    """Return ``key: value`` in the right form at a path, ``None`` where none is known or it is too long."""
    named = next((key for key in reversed(path) if isinstance(key, str)), None)
    kinds = _kinds_at(Kind(model), path)
    if named is None or path[-1] != named or not kinds:
        return None
    zh, en = (f"{named}: {_flow(_example(kinds[0], lang, 0))}" for lang in ("zh", "en"))
    return Text(zh, en) if len(zh) <= LONGEST else None


def _kinds_at(kind: Kind, path: Sequence[Key]) -> list[Kind]:
    """Return what a path leads to, in every branch of a union that knows it."""
    if not path:
        return [kind]
    first, rest = path[0], path[1:]
    return [
        end
        for branch in _branches(kind)
        for inner in _inside(branch, first)
        for end in _kinds_at(inner, rest)
    ]


def _inside(kind: Kind, key: Key) -> Iterator[Kind]:
    if _is_model(kind.type):
        for name, field in kind.type.model_fields.items():
            if key in {name, field.alias}:
                yield _of_field(field)
    elif get_origin(kind.type) is dict:
        yield _of(get_args(kind.type)[1])
    elif get_origin(kind.type) is tuple:
        yield _of(get_args(kind.type)[0])


def _of(annotation: Any, rules: Iterable[Any] = (), default: Any = None) -> Kind:
    """Return a kind with the constraints that `Annotated` adds."""
    found = list(rules)
    while get_origin(annotation) is Annotated:
        annotation, *added = get_args(annotation)
        for rule in added:
            found += rule.metadata if isinstance(rule, FieldInfo) else [rule]
    return Kind(annotation, tuple(found), default)


def _of_field(field: FieldInfo) -> Kind:
    default = field.default if isinstance(field.default, (str, int, Decimal)) else None
    return _of(field.annotation, field.metadata, default or None)


def _branches(kind: Kind) -> list[Kind]:
    if get_origin(kind.type) in {Union, types.UnionType}:
        members = [_of(m, kind.rules) for m in get_args(kind.type) if m is not type(None)]
        return [branch for member in members for branch in _branches(member)]
    return [kind]


def _is_model(annotation: Any) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, BaseModel)


def _example(kind: Kind, lang: str, depth: int) -> Any:
    """Return a value of a kind; of a union the first member."""
    if kind.default is not None:
        return kind.default
    kind = _branches(kind)[0]
    origin, inner = get_origin(kind.type), get_args(kind.type)
    if _is_model(kind.type):
        return _record(kind.type, lang, depth)
    if origin is Literal:
        return inner[0]
    if origin not in {dict, tuple}:
        return _plain(kind, lang)
    least = int(_limit(kind.rules, "min_length") or 1)
    parts = inner[:1] * least if inner[-1] is Ellipsis else inner
    examples = [_example(_of(part), lang, depth + 1) for part in parts]
    return dict([examples]) if origin is dict else examples


def _record(model: type[BaseModel], lang: str, depth: int) -> dict[str, Any]:
    """Return the keys a record must have, or the first it may have."""
    if depth > DEEPEST:
        return {}
    fields = model.model_fields
    required = [name for name, field in fields.items() if field.is_required()]
    return {
        name: _example(_of_field(fields[name]), lang, depth + 1)
        for name in required or [name for name in fields if name != "id"][:1]
    }


def _plain(kind: Kind, lang: str) -> Any:
    if any(isinstance(rule, WithJsonSchema) and _is_amount(rule) for rule in kind.rules):
        return AMOUNT
    if kind.type is bool:
        return True
    least = _limit(kind.rules, "ge", "gt")
    if kind.type is int:
        return YEAR if least == FIRST_YEAR else max(int(least or 0), 1)
    if kind.type in {Decimal, float}:
        return HALF if _limit(kind.rules, "le", "lt") == 1 else max(Decimal(least or 0), Decimal(1))
    return _word(kind, lang)


def _word(kind: Kind, lang: str) -> str:
    """Return a word of the form asked for: an id, letters where only letters do, or just a name."""
    pattern, longest = _limit(kind.rules, "pattern"), _limit(kind.rules, "max_length")
    if pattern is None:
        word = NAME if longest is None else ID
        return word.zh if lang == "zh" else word.en
    own = ID.zh if lang == "zh" else ID.en
    return next((text for text in (own, *CODES) if re.fullmatch(pattern, text)), own)


def _is_amount(rule: WithJsonSchema) -> bool:
    return "万元" in str((rule.json_schema or {}).get("pattern"))


def _limit(rules: Iterable[Any], *names: str) -> Any:
    """Return the first of some constraints that is set."""
    found = (getattr(rule, name, None) for rule in rules for name in names)
    return next((value for value in found if value is not None), None)


def _flow(value: Any) -> str:
    """Write a value in one line of YAML."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_flow(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_flow, value)) + "]"
    return {True: "true", False: "false"}[value] if isinstance(value, bool) else str(value)
