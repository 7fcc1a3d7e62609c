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
from placement.yamlfile.examples import written
from placement.yamlfile.near import did_you_mean, near_match
from placement.yamlfile.wording import (
    LIMITS,
    OF_A_FORM,
    WRONG_TYPE,
    allowed_words,
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
        path = locate(document.data, detail["loc"])
        problem = _translate(model, document, detail, path)
        problems.setdefault((path, problem.column or ""), problem)
    raise InputError(problems.values())


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
        problem = _missing(str(detail["loc"][-1]), path, document.data)
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
        problem = _own_words(kind, context)
    elif isinstance(value, str) and "：" in value and kind in WRONG_TYPE:
        problem = faults.full_width_colon(value)
    elif kind in LIMITS:
        problem = _limit(kind, context, value)
    else:
        problem = _wrong_type(kind, context, model, path)
    decimal = as_decimal(value, context) if kind in {"less_than_equal", *WRONG_TYPE} else None
    if decimal is not None:
        problem = replace(problem, mend=decimal)
    place = document.place(path)
    return problem.at(
        file=place.file, row=place.line or None, column=column or None, value=_shown(value)
    )


def _missing(key: str, path: KeyPath, data: Any) -> Problem:
    """Return PL809; where a record has a neighbour spelt like it, it may be a slip of its id."""
    rule = Text(f"缺少必填项 {key}", f"the required key {key} is missing")
    mend = Text(f"请补上 {key}: …", f"Add {key}: …")
    for part in path[:-1]:
        data = data[part]
    neighbours = [str(k) for k in data if k != path[-1]] if path and isinstance(data, dict) else []
    meant = near_match(str(path[-1]), neighbours) if path else None
    if meant is not None:
        mend = Text(
            f"若想改的是“{meant}”，请把“{path[-1]}”改成它；若是新的一项，请补上 {key}: …",
            f"If you meant “{meant}”, write that for “{path[-1]}”; for a new entry add {key}: …",
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
    zh, en = listed(names)
    mend = Text(f"可用的键：{zh}", f"Known keys: {en}")
    if form is not None:
        mend = Text(f"{mend.zh}；写成这样：{form.zh}", f"{mend.en}; write it like this: {form.en}")
    return Problem(code="PL801", rule=rule, mend=did_you_mean(key, names) or mend)


def _own_words(code: str, context: dict[str, Any]) -> Problem:
    rule = Text(str(context["rule_zh"]), str(context["rule_en"]))
    return Problem(
        code=code, rule=rule, mend=Text(str(context["mend_zh"]), str(context["mend_en"]))
    )


def _limit(kind: str, context: dict[str, Any], value: Any = None) -> Problem:
    guess = did_you_mean(value, allowed_words(context)) if isinstance(value, str) else None
    mend = guess or Text("请改为允许的值。", "Use an allowed value.")
    return Problem(code=LIMITS[kind][0], rule=meaning(kind, context), mend=mend)


def _wrong_type(
    kind: str, context: dict[str, Any], model: type[BaseModel], path: KeyPath
) -> Problem:
    mend = Text("请按要求改写；数字不加引号。", "Rewrite it as required; numbers without quotes.")
    if kind == "string_type":
        mend = Text("请加引号写成文字。", "Put it in quotes to make it text.")
    elif kind in OF_A_FORM:
        form = written(model, path)
        mend = Text("请按要求改写。", "Rewrite it as required.")
        if form is not None:
            mend = Text(f"写成这样：{form.zh}", f"Write it like this: {form.en}")
    code = "PL802" if kind in WRONG_TYPE else "PL807"
    return Problem(code=code, rule=meaning(kind, context), mend=mend)


def _shown(value: Any) -> str | None:
    if value is None:
        return None
    if isinstance(value, (dict, list, tuple)):
        names = [str(part) for part in value]
        return "、".join(names[:SHOWN]) + ("…" if len(names) > SHOWN else "")
    return str(value)


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
