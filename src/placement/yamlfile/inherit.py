"""Inheritance of YAML files: ``extends`` names the files a document starts from."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

from placement.errors import InputError, Problem, Text
from placement.yamlfile.document import Document, Key, KeyPath, Where, paths_in
from placement.yamlfile.parse import read_yaml
from placement.yamlfile.patch import expand_dotted, rename_keys
from placement.yamlfile.paths import resolve_inside

EXTENDS = ("extends", "继承")
DEEPEST_CHAIN = 8
MOST_FILES = 64
NO_ALIASES: Mapping[str, str] = MappingProxyType({})


def inherit(document: Document, aliases: Mapping[str, str] = NO_ALIASES) -> Document:
    """Return the document with everything it extends merged in; where both speak, the child wins.

    Mappings merge key by key, lists and single values are replaced whole, and dotted keys of the top
    level (``budgets.award_pool.years.2023: 5万元``) change one value deep inside. ``aliases`` gives other
    spellings of top-level keys and the names they stand for.

    Raises
    ------
    InputError
        PL806 for a cycle or a chain of more than 8 files, PL805 and PL118 for paths out of the root,
        PL802 where ``extends`` is not a list of texts, and all that `read_yaml` finds in the files.
    """
    return _inherit(document, _Reading(aliases, (document.path,), []))


@dataclass(frozen=True)
class _Reading:
    """What the files of one inheritance share: aliases, the chain to this file, all files read so far."""

    aliases: Mapping[str, str]
    chain: tuple[Path, ...]
    read: list[Path]


def _inherit(document: Document, reading: _Reading) -> Document:
    child = expand_dotted(rename_keys(document, reading.aliases))
    key = next((k for k in EXTENDS if k in child.data), None)
    if key is None:
        return child
    bases: list[Document] = []
    problems: list[Problem] = []
    for position, name in enumerate(_names(child, key)):
        place = child.place((key, position))
        try:
            bases.append(_read_base(document, name, place, reading))
        except InputError as error:
            problems.extend(error.problems)
    if problems:
        raise InputError(problems)
    data: dict[Key, Any] = {}
    where: dict[KeyPath, Where] = {}
    for base in bases:
        _merge(data, where, base.data, base.where, ())
    own = {k: v for k, v in child.data.items() if k not in EXTENDS}
    _merge(data, where, own, child.where, ())
    where[()] = child.place(())
    files = tuple(dict.fromkeys([*child.files, *(f for base in bases for f in base.files)]))
    return Document(child.path, child.root, data, where, files)


def _names(document: Document, key: Key) -> list[str]:
    value = document.data[key]
    names = [value] if isinstance(value, str) else value
    if isinstance(names, list) and all(isinstance(name, str) for name in names):
        return names
    place = document.place((key,))
    rule = Text("extends 须为文件名列表", "`extends` must be a list of file names")
    mend = Text(
        "例如 extends: [base/jining-common.yaml]。", "Such as extends: [base/jining-common.yaml]."
    )
    problem = Problem(code="PL802", rule=rule, mend=mend, value=str(value), column=str(key))
    raise InputError([problem.at(file=place.file, row=place.line)])


def _read_base(document: Document, name: str, place: Where, reading: _Reading) -> Document:
    at = {"file": place.file, "row": place.line, "column": EXTENDS[0]}
    if len(reading.read) >= MOST_FILES:
        raise InputError([_too_many().at(**at)])
    try:
        path = resolve_inside(name, base=document.path.parent, root=document.root)
    except InputError as error:
        raise InputError(problem.at(**at) for problem in error.problems) from None
    longer = (*reading.chain, path)
    if path.resolve() in {p.resolve() for p in reading.chain} or len(longer) > DEEPEST_CHAIN + 1:
        raise InputError([_chain_problem(longer).at(**at)])
    reading.read.append(path)
    return _inherit(read_yaml(path, root=document.root), replace(reading, chain=longer))


def _chain_problem(chain: tuple[Path, ...]) -> Problem:
    shown = " → ".join(path.name for path in chain)
    rule = Text(
        f"继承不得成环，且不得超过 {DEEPEST_CHAIN} 层：{shown}",
        f"`extends` may not form a circle nor go deeper than {DEEPEST_CHAIN} files: {shown}",
    )
    mend = Text("请去掉多余的 extends。", "Remove the superfluous `extends`.")
    return Problem(code="PL806", rule=rule, mend=mend, value=chain[-1].name)


def _too_many() -> Problem:
    rule = Text(
        f"一个情景最多继承 {MOST_FILES} 个文件",
        f"a scenario may inherit from at most {MOST_FILES} files",
    )
    mend = Text("请去掉重复的 extends。", "Remove repeated `extends`.")
    return Problem(code="PL806", rule=rule, mend=mend)


def _merge(
    data: dict[Key, Any],
    where: dict[KeyPath, Where],
    added: dict[Key, Any],
    added_where: dict[KeyPath, Where],
    path: KeyPath,
) -> None:
    """Lay ``added`` over ``data`` in place."""
    for key, value in added.items():
        here = (*path, key)
        if isinstance(value, dict) and isinstance(data.get(key), dict):
            where[here] = added_where.get(here, where.get(here, Where("", 0)))
            _merge(data[key], where, value, added_where, here)
            continue
        for old in paths_in(data.get(key), here):
            where.pop(old, None)
        data[key] = copy.deepcopy(value)
        where.update({p: added_where[p] for p in paths_in(value, here) if p in added_where})
