"""Reading a file as the sort that is wanted; another sort is named rather than told as a list of unknown keys."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from placement.errors import InputError, Problem, Text
from placement.yamlfile.document import Document, KeyPath, Where, dotted, shown_path
from placement.yamlfile.inherit import NO_ALIASES, inherit
from placement.yamlfile.parse import read_yaml
from placement.yamlfile.paths import project_root
from placement.yamlfile.sorts import (
    MISTAKEN,
    SOME,
    WRITTEN_IN_YAML,
    Sort,
    mistaken,
    sort_by_content,
    sort_of_keys,
)


def read_as(
    sort: Sort, path: Path, *, root: Path | None = None, aliases: Mapping[str, str] = NO_ALIASES
) -> Document:
    """Read a YAML file of the sort wanted, with all it extends merged in.

    Parameters
    ----------
    sort
        What the file is to be.
    root
        Folder that no reference may leave; by default the project folder around ``path``.
    aliases
        As for `inherit`.

    Raises
    ------
    InputError
        PL819 for a file of another sort, or one that extends such a file; else as `read_yaml` and `inherit`.
    """
    document = read_yaml(path, root=project_root(path) if root is None else root, wanted=sort)
    merged = inherit(document, aliases)
    _check_sort(merged, document, sort)
    return merged


def named_in(
    document: Document, key: KeyPath, path: Path, problems: Iterable[Problem]
) -> list[Problem]:
    """Return problems of a file; that it is of another sort is told where a document names it."""
    place = document.place(key)
    value = document.data
    for part in key:
        value = value[part]
    at = {"file": place.file, "row": place.line or None, "column": dotted(key), "value": str(value)}
    file = shown_path(path, document.root)
    return [
        p.at(**at) if (p.code, p.file, p.column) == (MISTAKEN, file, None) else p for p in problems
    ]


def sort_at(path: Path) -> Sort | None:
    """Return what lies at a path, None where nothing does or it is of no sort known."""
    found = sort_by_content(path)
    if found is not None or not path.is_file():
        return found
    try:
        return sort_of_keys(read_yaml(path, root=path.parent).data)
    except InputError:
        return None


def _check_sort(merged: Document, document: Document, wanted: Sort) -> None:
    """Raise PL819 if the keys of a file, or of what it extends, show another sort."""
    keys = {str(key) for key in merged.data}
    own = {str(key).partition(".")[0] for key in document.data}
    found = sort_of_keys(keys)
    is_other = found is not None and len(keys & found.keys) > len(keys & wanted.keys)
    if found is not None and is_other and own & found.keys:
        raise InputError([mistaken(found, wanted).at(file=document.file)])
    for sort in WRITTEN_IN_YAML:
        held = sort.keys & keys
        if sort is not wanted and len(held) >= SOME and not held & own:
            raise InputError([_extends(sort, wanted, merged.place((min(held),)), document)])


def _extends(found: Sort, wanted: Sort, place: Where, document: Document) -> Problem:
    rule = Text(
        f"extends 继承了{found.name.zh} {place.file}：{wanted.name.zh}只能继承同一种文件",
        f"`extends` names {found.name.en}, {place.file}: {wanted.name.en} extends only its own sort",
    )
    mend = Text(
        f"请从 extends 中删去它；{found.name.zh}{found.use.zh}。",
        f"Remove it from `extends`; {found.name.en} {found.use.en}.",
    )
    line = document.place(("extends",)).line or None
    problem = Problem(code=MISTAKEN, rule=rule, mend=mend, file=document.file, column="extends")
    return problem.at(row=line)
