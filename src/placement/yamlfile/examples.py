"""How a value is written, by an example of the right form, from what the model declares."""

from __future__ import annotations

import re
import types
from collections.abc import Iterable, Iterator, Sequence, Sized
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice
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


def written(model: type[BaseModel], path: Sequence[Key], said: Any = None) -> Text | None:
    """Return ``key: value`` in the right form at a path, ``None`` where none is known or it is too long.

    An entry of a list has its form without a key. What was said instead is kept where a field of it takes it.
    """
    kinds = _kinds_at(Kind(model), path)
    if not path or not kinds:
        return None
    key = "" if isinstance(path[-1], int) and path[-1] < FIRST_YEAR else f"{path[-1]}: "
    examples = (_with_said(kinds[0], _example(kinds[0], lang, 0), said) for lang in ("zh", "en"))
    zh, en = (f"{key}{flow(example)}" for example in examples)
    return Text(zh, en) if len(zh) <= LONGEST else None


def most_at(model: type[BaseModel], path: Sequence[Key]) -> Decimal | None:
    """Return the greatest number that is allowed at a path, ``None`` where there is no such limit."""
    kinds = _kinds_at(Kind(model), path) if path else []
    found = [_limit(branch.rules, "le") for kind in kinds for branch in _branches(kind)]
    most = [Decimal(str(limit)) for limit in found if isinstance(limit, int | float | Decimal)]
    return max(most, default=None)


def _with_said(kind: Kind, example: Any, said: Any) -> Any:
    """Put a word that was written where a record belongs into the field that takes it."""
    fields = kind.type.model_fields if _is_model(kind.type) else {}
    takes = (n for n, f in fields.items() if n in example and said in get_args(f.annotation))
    name = next(takes, None) if isinstance(said, str) else None
    return example if name is None else {**example, name: said}


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
        return next((w for w in inner if lang == "zh" and not str(w).isascii()), inner[0])
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
        for name in getattr(model, "EXAMPLE_KEYS", ()) or required or _any_key(fields)
    }


def _any_key(fields: Iterable[str]) -> list[str]:
    return [name for name in fields if name != "id"][:1]


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


def flow(value: Any, most: int | None = None) -> str:
    """Write a value in one line of YAML; of lists and mappings at most so many entries, where that is asked for."""
    if isinstance(value, dict):
        items = [
            f"{key}: {flow(inner, most)}".strip() for key, inner in islice(value.items(), most)
        ]
        return "{" + ", ".join([*items, *_rest(value, most)]) + "}"
    if isinstance(value, list | tuple):
        items = [flow(inner, most) for inner in islice(value, most)]
        return "[" + ", ".join([*items, *_rest(value, most)]) + "]"
    if value is None:
        return ""
    return {True: "true", False: "false"}[value] if isinstance(value, bool) else str(value)


def _rest(value: Sized, most: int | None) -> list[str]:
    return ["…"] if most is not None and len(value) > most else []
