"""pydantic's findings in words a planner can act on, with file, line and key."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from placement.errors import InputError, Problem, Text, listed
from placement.yamlfile import faults
from placement.yamlfile.document import Document, Key, KeyPath, dotted
from placement.yamlfile.examples import ID, NAME, flow, most_at, written
from placement.yamlfile.mends import FIRST_YEAR, mend_of_limit, mend_of_type
from placement.yamlfile.near import did_you_mean, near_match
from placement.yamlfile.wording import (
    LIMITS,
    WRONG_TYPE,
    as_decimal,
    meaning,
)

Model = TypeVar("Model", bound=BaseModel)

DISCRIMINATORS = ("archetype",)
"""Keys that choose a member of a union; pydantic puts their value into the location of an error."""

SHOWN = 6
"""Keys or entries of a value that are shown."""


def validate(model: type[Model], document: Document) -> Model:
    """Return the document as an instance of ``model``.

    Raises
    ------
    InputError
        One Problem per finding of pydantic: PL801 unknown key with the nearest known one, PL809 missing
        key, PL802 wrong type, PL807 out of range, PL810 not one of the allowed words, PL812 full-width
        colon, and the codes of `fault` raised by the model's own validators. ``row`` is the line,
        ``column`` the dotted key.
    """
    try:
        return model.model_validate(with_tuples(document.data, model))
    except ValidationError as error:
        found = error.errors(include_url=False)
    problems: dict[tuple[KeyPath, str], Problem] = {}
    for detail in found:
        if _is_echo(detail) or _is_misspelt(detail, found):
            continue
        path = locate(document.data, detail["loc"])
        problem = _translate(model, document, detail, path)
        problems.setdefault((path, problem.column or ""), problem)
    raise InputError(problems.values())


def _is_echo(detail: ErrorDetails) -> bool:
    """Tell whether a list is called too short only as its entries are wrong, which is told of them."""
    least = detail.get("ctx", {}).get("min_length")
    value = detail["input"]
    return detail["type"] == "too_short" and least is not None and len(value) >= least


def _is_misspelt(detail: ErrorDetails, found: Iterable[ErrorDetails]) -> bool:
    """Tell whether a key is missing only as it is misspelt, which is told of the unknown key."""
    if detail["type"] != "missing":
        return False
    *parent, name = detail["loc"]
    beside = (d["loc"] for d in found if d["type"] == "extra_forbidden")
    return any(
        near_match(str(loc[-1]), [str(name)]) is not None for loc in beside if [*loc[:-1]] == parent
    )


def with_tuples(value: Any, model: type[BaseModel]) -> Any:
    """Hand lists to strict models as tuples, the sequence they declare."""
    return _tuples(value) if model.model_config.get("strict") else value


def _tuples(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _tuples(inner) for key, inner in value.items()}
    return tuple(_tuples(inner) for inner in value) if isinstance(value, list) else value


def locate(data: Any, loc: Sequence[Key]) -> KeyPath:
    """Return the part of pydantic's ``loc`` that exists in the data, leaving out names of union members."""
    path: list[Key] = []
    tags_left: list[Key] = []
    for part in loc:
        if part in tags_left:
            tags_left = []
            continue
        inside = (isinstance(data, dict) and part in data) or (
            isinstance(data, (list, tuple)) and isinstance(part, int) and part < len(data)
        )
        if inside:
            data = data[part]
            path.append(part)
            tags_left = [data[t] for t in DISCRIMINATORS if t in data] if _is_tagged(data) else []
    return tuple(path)


def _is_tagged(data: Any) -> bool:
    return isinstance(data, dict) and any(isinstance(data.get(t), str) for t in DISCRIMINATORS)


def _translate(
    model: type[BaseModel], document: Document, detail: ErrorDetails, path: KeyPath
) -> Problem:
    kind, context = detail["type"], detail.get("ctx", {})
    value = detail["input"]
    column = dotted(path)
    if kind == "missing":
        column = dotted((*path, detail["loc"][-1]))
        form = written(model, (*path, detail["loc"][-1]))
        problem = _missing(str(detail["loc"][-1]), path, document.data, form)
        value = None
    elif kind in {"extra_forbidden", "invalid_key"}:
        form = written(model, path[:-1]) if kind == "invalid_key" else None
        problem = _unknown_key(str(path[-1]), _known_keys(model, path[:-1]), form)
        value = path[-1]
    elif kind in {"union_tag_not_found", "union_tag_invalid"}:
        problem, value = _discriminator(kind, context, value)
        path = (*path, context["discriminator"].strip("'"))
        column = dotted(path)
    elif kind.startswith("PL"):
        problem = _own_words(kind, context, path, document.data)
    elif isinstance(value, str) and "：" in value and kind in WRONG_TYPE:
        problem = faults.full_width_colon(value)
    elif kind in LIMITS:
        problem = _limit(kind, context, value)
    else:
        problem = _wrong_type(kind, context, model, path, value)
    decimal = None
    if kind in {"less_than_equal", *WRONG_TYPE}:
        decimal = as_decimal(value, context, most_at(model, path))
    if decimal is not None:
        problem = replace(problem, mend=decimal)
    if _is_small_key(path, document.data):
        column = dotted(path[:-1])
    place = document.place(path)
    return problem.at(
        file=place.file, row=place.line or None, column=column or None, value=_shown(value)
    )


def _is_small_key(path: KeyPath, data: Any) -> bool:
    """Tell whether the last of a path is a number too small for a year: it would look like a place in a list."""
    for part in path[:-1]:
        data = data[part]
    return (
        bool(path)
        and isinstance(data, dict)
        and isinstance(path[-1], int)
        and path[-1] < FIRST_YEAR
    )


def _missing(key: str, path: KeyPath, data: Any, form: Text | None) -> Problem:
    """Return PL809; where a record has a neighbour spelt like it, it may be a slip of its id."""
    rule = Text(f"缺少必填项 {key}", f"the required key {key} is missing")
    if form is None or form.en.endswith((f": {ID.en}", f": {NAME.en}")):
        form = Text(f"{key}: …", f"{key}: …")
    mend = Text(f"请补上 {form.zh}", f"Add {form.en}")
    meant = near_match(str(path[-1]), _neighbours(path, data)) if path else None
    if meant is not None:
        mend = Text(
            f"若想改的是“{meant}”，请把“{path[-1]}”改成它；若是新的一项，请补上 {form.zh}",
            f"If you meant “{meant}”, write that for “{path[-1]}”; for a new entry add {form.en}",
        )
    return Problem(code="PL809", rule=rule, mend=mend)


def _discriminator(kind: str, context: dict[str, Any], record: Any) -> tuple[Problem, str | None]:
    """Return the problem of the key that tells what a record is, and what stands there."""
    key = context["discriminator"].strip("'")
    problem = _limit(kind, context)
    if kind == "union_tag_not_found":
        others = [str(name) for name in record] if isinstance(record, dict) else []
        meant = near_match(key, others)
        known = Text(f"请补上 {key}: …", f"Add {key}: …")
        if meant is not None:
            known = Text(f"请把“{meant}”改成“{key}”。", f"Write “{key}” for “{meant}”.")
        return replace(problem, mend=known), meant
    said = str(record[key])
    tags = context["expected_tags"].replace("'", "").split(", ")
    return replace(problem, mend=did_you_mean(said, tags) or problem.mend), said


def _unknown_key(key: str, known: Iterable[str], form: Text | None) -> Problem:
    names = sorted(set(known))
    rule = Text(f"不认识的键“{key}”", f"unknown key “{key}”")
    first, colon, rest = key.partition(":")
    if key.partition("：")[0].strip() in names and "：" in key:
        return faults.full_width_colon(key)
    if colon and first in names:
        mend = Text(
            f"冒号后须有空格：{first}: {rest}", f"A blank goes after the colon: {first}: {rest}"
        )
        return Problem(code="PL801", rule=rule, mend=mend)
    zh, en = listed(names)
    mend = Text(f"可用的键：{zh}", f"Known keys: {en}")
    if form is not None:
        mend = Text(f"{mend.zh}；写成这样：{form.zh}", f"{mend.en}; write it like this: {form.en}")
    return Problem(code="PL801", rule=rule, mend=did_you_mean(key, names) or mend)


def _own_words(code: str, context: dict[str, Any], path: KeyPath, data: Any) -> Problem:
    """Return a problem of the model's own; where it may be a slip of an entry's name, its neighbours are named."""
    rule = Text(str(context["rule_zh"]), str(context["rule_en"]))
    mend = Text(str(context["mend_zh"]), str(context["mend_en"]))
    others = _neighbours(path, data) if context.get("entry") else []
    if others:
        near = did_you_mean(str(path[-1]), others) or Text("", "")
        there = listed(others[:SHOWN])
        more = "…" if len(others) > SHOWN else ""
        mend = Text(
            f"{near.zh}若指已有的一项，请改编号，已有：{there.zh}{more}；若是新的一项，{mend.zh}",
            f"{near.en} If you mean one that is there, write its id: {there.en}{more}; for a new one: {mend.en}",
        )
        mend = Text(*map(str.strip, mend))
    return Problem(code=code, rule=rule, mend=mend)


def _neighbours(path: KeyPath, data: Any) -> list[str]:
    """Return the names beside the last of a path."""
    for part in path[:-1]:
        data = data[part]
    return [str(k) for k in data if k != path[-1]] if path and isinstance(data, dict) else []


def _limit(kind: str, context: dict[str, Any], value: Any = None) -> Problem:
    mend = mend_of_limit(kind, context, value)
    return Problem(code=LIMITS[kind][0], rule=meaning(kind, context), mend=mend)


def _wrong_type(
    kind: str, context: dict[str, Any], model: type[BaseModel], path: KeyPath, value: Any
) -> Problem:
    code = "PL802" if kind in WRONG_TYPE else "PL807"
    mend = mend_of_type(kind, value, written(model, path, value))
    return Problem(code=code, rule=meaning(kind, context), mend=mend)


def _shown(value: Any) -> str | None:
    """Return a value as it stands in a file, cut where it is long."""
    return None if value is None else flow(value, SHOWN)


def _known_keys(model: type[BaseModel], path: KeyPath) -> list[str]:
    """Return the keys allowed at a path, over all models a union offers there."""
    models = {model}
    for part in path:
        fields = [f for m in models for f in _fields_named(m, part)]
        if fields:
            models = {inner for field in fields for inner in _models_in(field.annotation)}
    return [name for m in models for key, f in m.model_fields.items() for name in _names(key, f)]


def _fields_named(model: type[BaseModel], name: Key) -> list[FieldInfo]:
    return [field for key, field in model.model_fields.items() if name in _names(key, field)]


def _names(key: str, field: FieldInfo) -> tuple[str, ...]:
    return (key,) if field.alias is None else (key, field.alias)


def _models_in(annotation: Any) -> set[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return {annotation}
    return {model for part in get_args(annotation) for model in _models_in(part)}
