"""Dotted keys: changing one value deep inside a document without repeating what surrounds it."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

from placement.errors import InputError, Problem, Text
from placement.yamlfile.document import Document, Key, KeyPath, Where, dotted, paths_in

DEEPEST_KEY = 16


def patch(
    document: Document, changes: Mapping[str, Any], label: str, *, origin: KeyPath = ()
) -> Document:
    """Return the document with values replaced at dotted keys.

    Parameters
    ----------
    changes
        Dotted key → new value. A part of the key names a key of a mapping, the ``id`` of an entry of a
        list, or a position in a list.
    label
        What asked for the change, such as ``T2=exclusive`` or ``--time-limit``; kept in ``where``.
    origin
        Path inside the document under which ``changes`` is written, for its line numbers.

    Raises
    ------
    InputError
        PL813 where a key leads through a value that is neither mapping nor list, or into a list entry
        that is not there.
    """
    if not changes:
        return document
    data, where = copy.deepcopy(document.data), dict(document.where)
    problems = []
    for key, value in changes.items():
        place = _origin_of(document, origin, key)
        path = _find(data, key)
        replaced = tuple(paths_in(_value_along(data, path), path))
        try:
            path = set_value(data, path, copy.deepcopy(value))
        except LookupError as error:
            problems.append(_blocked(key, str(error), place, label))
            continue
        for old in replaced:
            where.pop(old, None)
        where[path] = Where(place.file, place.line, label)
    if problems:
        raise InputError(problems)
    return document.with_data(data, where)


def expand_dotted(document: Document) -> Document:
    """Return the document with dotted keys of its top level written out as nested mappings.

    Raises
    ------
    InputError
        PL801 where a dotted key repeats a value that the same file writes out; PL813 as in `patch`.
    """
    plain: dict[Key, Any] = {k: v for k, v in document.data.items() if not _is_dotted(k)}
    where = {p: w for p, w in document.where.items() if not (p and _is_dotted(p[0]))}
    problems = []
    plain = copy.deepcopy(plain)
    for key in (k for k in document.data if _is_dotted(k)):
        place = document.place((key,))
        path = _find(plain, str(key))
        if _has(plain, path):
            problems.append(_repeated(str(key), place, document.place(path)))
            continue
        try:
            set_value(plain, path, document.data[key])
        except LookupError as error:
            problems.append(_blocked(str(key), str(error), place, ""))
            continue
        for old in paths_in(document.data[key], (key,)):
            where[(*path, *old[1:])] = document.place(old)
        for length in range(1, len(path)):
            where.setdefault(path[:length], place)
    if problems:
        raise InputError(problems)
    return document.with_data(plain, where)


def rename_keys(document: Document, aliases: Mapping[str, str]) -> Document:
    """Return the document with aliases of its top-level keys, dotted ones too, replaced by the names.

    Raises
    ------
    InputError
        PL801 where a key is written under both spellings.
    """
    data: dict[Key, Any] = {}
    where = {path: place for path, place in document.where.items() if not path}
    problems = []
    for key, value in document.data.items():
        head, dot, rest = str(key).partition(".")
        name: Key = aliases[head] + dot + rest if head in aliases else key
        place = document.place((key,))
        if name in data:
            problems.append(_repeated(str(key), place, where[(name,)]))
            continue
        data[name] = value
        for old in paths_in(value, (key,)):
            where[(name, *old[1:])] = document.place(old)
    if problems:
        raise InputError(problems)
    return document.with_data(data, where)


def set_value(data: dict[Key, Any], path: KeyPath, value: Any) -> KeyPath:
    """Set the value at ``path``, making mappings on the way; return the path really taken.

    Raises
    ------
    LookupError
        If something on the way is neither mapping nor list.
    """
    holder: Any = data
    taken: list[Key] = []
    for part in path[:-1]:
        step = _step(holder, part)
        taken.append(step)
        holder = holder.setdefault(step, {}) if isinstance(holder, dict) else holder[step]
        if not isinstance(holder, (dict, list)):
            raise LookupError(dotted(tuple(taken)))
    last = _step(holder, path[-1])
    holder[last] = value
    return (*taken, last)


def _find(data: dict[Key, Any], key: str) -> KeyPath:
    """Turn the text of a dotted key into the path it takes through ``data``."""
    holder: Any = data
    path: list[Key] = []
    for part in key.split(".", DEEPEST_KEY):
        try:
            step = _step(holder, part)
        except LookupError:
            step = part
        path.append(step)
        holder = _value_at(holder, step)
    return tuple(path)


def _value_along(holder: Any, path: KeyPath) -> Any:
    for step in path:
        holder = _value_at(holder, step)
    return holder


def _value_at(holder: Any, step: Key) -> Any:
    if isinstance(holder, dict):
        return holder.get(step)
    if isinstance(holder, list) and isinstance(step, int) and step < len(holder):
        return holder[step]
    return None


def _step(holder: Any, part: Key) -> Key:
    """Return the key or position that ``part`` names in a mapping or list."""
    if isinstance(holder, list):
        return _list_position(holder, part)
    if isinstance(holder, dict) and part in holder:
        return part
    text = str(part)
    is_whole = text.isdecimal() and text == str(int(text))
    return int(text) if is_whole else part


def _list_position(entries: list[Any], part: Key) -> int:
    for position, entry in enumerate(entries):
        if isinstance(entry, dict) and entry.get("id") == part:
            return position
    text = str(part)
    if text.isdecimal() and int(text) < len(entries):
        return int(text)
    raise LookupError(text)


def _has(data: dict[Key, Any], path: KeyPath) -> bool:
    holder = _value_along(data, path[:-1])
    return path[-1] in holder if isinstance(holder, dict) else isinstance(holder, list)


def _is_dotted(key: Key) -> bool:
    return isinstance(key, str) and "." in key


def _origin_of(document: Document, origin: KeyPath, key: str) -> Where:
    if not origin:
        return Where(document.file, 0)
    return document.place((*origin, key))


def _blocked(key: str, at: str, place: Where, label: str) -> Problem:
    rule = Text(
        f"点分键“{key}”走不通：“{at}”处没有可进入的项",
        f"the dotted key “{key}” leads nowhere: there is no entry to go into at “{at}”",
    )
    mend = Text(
        f"“{at}”没有下一级：请直接写 {at}: …，或核对每一段的名称。",
        f"“{at}” has nothing below it: write {at}: … itself, or check each part of the key.",
    )
    return Problem(
        code="PL813", rule=rule, mend=mend, file=place.file, row=place.line or None, column=key,
        value=label or None,
    )  # fmt: skip


def _repeated(key: str, place: Where, other: Where) -> Problem:
    rule = Text(
        f"同一个值写了两次（第 {other.line} 行与第 {place.line} 行）",
        f"one value is written twice (lines {other.line} and {place.line})",
    )
    mend = Text("请删除其中一个。", "Delete one of them.")
    return Problem(
        code="PL801", rule=rule, mend=mend, file=place.file, row=place.line, column=key, value=key
    )
