"""A YAML file as plain data that remembers the line each value came from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NamedTuple

Key = str | int
KeyPath = tuple[Key, ...]


class Where(NamedTuple):
    """Where a value was written; ``note`` names a reading or an option that put it there."""

    file: str
    line: int
    note: str = ""

    def __str__(self) -> str:
        """``scenarios/quick.yaml:7`` with the note, if any, in brackets."""
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place} ({self.note})" if self.note else place


@dataclass(frozen=True)
class Document:
    """One YAML file, or several merged by ``extends``.

    Attributes
    ----------
    path, root
        The file as given and the folder no reference may leave.
    data
        Plain dict, list, str, int, bool, None and :class:`decimal.Decimal`; keys are str or int.
    where
        Place of every value by its path of keys and list positions; ``()`` is the file itself.
    files
        Every file read for this document, in order of reading.
    """

    path: Path
    root: Path
    data: dict[Key, Any]
    where: dict[KeyPath, Where]
    files: tuple[Path, ...]

    @property
    def file(self) -> str:
        """The file's name as problems show it: relative to the root."""
        return shown_path(self.path, self.root)

    def place(self, path: KeyPath) -> Where:
        """Return the place of a value, or of the nearest enclosing value that is known."""
        for length in range(len(path), -1, -1):
            if path[:length] in self.where:
                return self.where[path[:length]]
        return Where(self.file, 0)

    def with_data(self, data: dict[Key, Any], where: dict[KeyPath, Where]) -> Document:
        """Return the same document holding other values."""
        return replace(self, data=data, where=where)


def shown_path(path: Path, root: Path) -> str:
    """Return a path relative to the root, with forward slashes, or its name if it lies elsewhere."""
    for candidate, base in ((path, root), (path.absolute(), root.absolute())):
        if candidate.is_relative_to(base):
            return candidate.relative_to(base).as_posix()
    resolved = path.resolve()
    return (
        resolved.relative_to(root.resolve()).as_posix()
        if resolved.is_relative_to(root.resolve())
        else path.name
    )


def paths_in(value: Any, path: KeyPath = ()) -> Iterator[KeyPath]:
    """Yield the path of a value and of everything inside it."""
    yield path
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from paths_in(inner, (*path, key))
    elif isinstance(value, list):
        for position, inner in enumerate(value):
            yield from paths_in(inner, (*path, position))


def dotted(path: KeyPath) -> str:
    """Return ``budgets.award_pool.years.2023`` for a path of keys."""
    return ".".join(str(part) for part in path)
