"""From checked text to a Document, event by event, so that nesting is limited before anything is built."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from placement.errors import InputError, Problem
from placement.yamlfile import faults
from placement.yamlfile.document import Document, Key, KeyPath, Where, dotted, shown_path
from placement.yamlfile.scalar import NotFiniteError, Scalar, plain_key, plain_scalar
from placement.yamlfile.sorts import YAML_FILE, Sort
from placement.yamlfile.source import read_text
from placement.yamlfile.syntax.problem import syntax_problem

DEEPEST = 32
MOST_NODES = 100_000

_REST_OF_AMOUNT = re.compile(r"[0-9]{3}(?:\.[0-9]+)?\s*[万亿]?元?(?<=[万亿元])")
_IN_FOREIGN_QUOTES = re.compile(
    "[“”＂„][^“”＂„]+[“”＂„]|[‘’＇][^‘’＇]+[‘’＇]|「[^「」]+」|『[^『』]+』"
)
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


def read_yaml(path: Path, *, root: Path, wanted: Sort = YAML_FILE) -> Document:
    """Read one YAML file whose top level is a mapping.

    Parameters
    ----------
    path
        The file.
    root
        The folder it must lie in; see :func:`placement.yamlfile.paths.project_root`.
    wanted
        The sort of file that is meant, named where there is no YAML at all; the keys are not looked at.

    Raises
    ------
    InputError
        Everything found wrong: PL1xx the file, PL2xx its encoding, PL407 numbers that are not finite,
        PL801 duplicate keys, PL803 anchors, aliases, tags or size, PL804 depth, PL811 syntax,
        PL812 full-width colons, PL819 no YAML file.
    """
    text = read_text(path, root, wanted)
    builder = _Builder(shown_path(path, root))
    try:
        for event in YAML(typ="safe", pure=True).parse(text):
            builder.take(event)
    except YAMLError as error:
        builder.problems.append(syntax_problem(error, text).at(file=builder.file))
    if not builder.problems and not isinstance(builder.top, dict):
        builder.problems.append(faults.top_level(text).at(file=builder.file))
    if builder.problems:
        raise InputError(builder.problems)
    return Document(path, root, builder.top, builder.where, (path,))


@dataclass
class _Open:
    """A mapping or list being filled."""

    path: KeyPath
    value: Any
    key: Key | None = None
    lines: dict[str, int] = field(default_factory=dict)
    skip: bool = False


@dataclass
class _Builder:
    """Builds plain data from events and notes what is refused on the way."""

    file: str
    top: Any = None
    where: dict[KeyPath, Where] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    stack: list[_Open] = field(default_factory=list)
    n_nodes: int = 0
    n_documents: int = 0

    def take(self, event: Event) -> None:
        """Add one event of the parser."""
        if isinstance(event, DocumentStartEvent):
            self._start_document(event)
        elif isinstance(event, AliasEvent):
            self._refuse(faults.anchor(f"*{event.anchor}"), event)
            self._store(None, event)
        elif isinstance(event, ScalarEvent):
            self._check_node(event)
            self._take_scalar(event)
        elif isinstance(event, (MappingStartEvent, SequenceStartEvent)):
            self._check_node(event)
            self._open({} if isinstance(event, MappingStartEvent) else [], event)
        elif isinstance(event, (MappingEndEvent, SequenceEndEvent)):
            self.stack.pop()

    def _start_document(self, event: DocumentStartEvent) -> None:
        self.n_documents += 1
        if self.n_documents > 1:
            self._stop(faults.second_document(), event)
        if event.tags or event.version not in (None, (1, 2)):
            self._stop(faults.directive(), event)

    def _check_node(self, event: Any) -> None:
        self.n_nodes += 1
        if self.n_nodes > MOST_NODES:
            self._stop(faults.too_many_nodes(MOST_NODES), event)
        if event.anchor is not None:
            self._refuse(faults.anchor(f"&{event.anchor}"), event)
        tag = getattr(event, "tag", None)
        if tag is not None:
            self._refuse(faults.tag(str(tag)), event)

    def _open(self, value: dict[Key, Any] | list[Any], event: Any) -> None:
        if len(self.stack) >= DEEPEST:
            self._stop(faults.too_deep(DEEPEST), event)
        parent = self.stack[-1] if self.stack else None
        if parent is not None and isinstance(parent.value, dict) and parent.key is None:
            self._stop(faults.key_not_text(), event)
        path = self._store(value, event)
        self.stack.append(_Open(path, value))

    def _take_scalar(self, event: Any) -> None:
        parent = self.stack[-1] if self.stack else None
        if parent is not None and isinstance(parent.value, dict) and parent.key is None:
            self._take_key(parent, event)
            return
        self._store(self._scalar(event), event)

    def _scalar(self, event: Any) -> Scalar:
        if _LONE_SURROGATE.search(event.value):
            self._refuse(faults.lone_surrogate(), event)
        if event.style:
            return str(event.value)
        self._check_quotes(event)
        try:
            return plain_scalar(event.value)
        except NotFiniteError:
            self._refuse(faults.not_finite(event.value), event)
            return None

    def _take_key(self, parent: _Open, event: Any) -> None:
        """Open the value of a key; a second value of the same key is read and thrown away."""
        line = event.start_mark.line + 1
        if not event.style and event.value == "<<":
            self._refuse(faults.merge_key(), event)
        self._check_comma(parent, event)
        self._check_quotes(event)
        parent.key = str(event.value) if event.style else plain_key(event.value)
        name = str(parent.key)
        parent.skip = name in parent.lines
        if parent.skip:
            self.problems.append(
                faults.duplicate_key(parent.lines[name], line).at(
                    file=self.file, row=line, column=dotted((*parent.path, parent.key)), value=name
                )
            )
        parent.lines.setdefault(name, line)

    def _check_quotes(self, event: Any) -> None:
        """Refuse a text that stands in Chinese quotes as a whole: that of an id would name nothing."""
        if not event.style and _IN_FOREIGN_QUOTES.fullmatch(event.value):
            self._refuse(faults.foreign_quotes(event.value), event)

    def _check_comma(self, parent: _Open, event: Any) -> None:
        """Refuse ``{2024: 1,600万元}``, which YAML reads as 1 and a key 600万元."""
        before = list(parent.value.items())[-1:]
        if event.style or not before or not _REST_OF_AMOUNT.fullmatch(event.value):
            return
        key, value = before[0]
        if isinstance(value, int) and not isinstance(value, bool):
            parent.key = key
            self._refuse(faults.cut_amount(value, event.value), event)

    def _store(self, value: Any, event: Any) -> KeyPath:
        """Put a finished or freshly opened value in its place and return its path."""
        line = event.start_mark.line + 1
        if not self.stack:
            self.top = value
            self.where[()] = Where(self.file, line)
            return ()
        parent = self.stack[-1]
        if isinstance(parent.value, list):
            parent.value.append(value)
            path = (*parent.path, len(parent.value) - 1)
            self.where[path] = Where(self.file, line)
            return path
        if parent.key is None:  # an alias as a key: already refused
            return parent.path
        path = (*parent.path, parent.key)
        if not parent.skip:
            parent.value[parent.key] = value
            self.where[path] = Where(self.file, parent.lines[str(parent.key)])
        parent.key = None
        return path

    def _refuse(self, problem: Problem, event: Any) -> None:
        row = event.start_mark.line + 1
        self.problems.append(
            problem.at(file=self.file, row=row, column=dotted(self._here()) or None)
        )

    def _here(self) -> KeyPath:
        """Return the path of the value that is read now; empty where it is a key or the whole file."""
        parent = self.stack[-1] if self.stack else None
        if parent is None:
            return ()
        key = len(parent.value) if isinstance(parent.value, list) else parent.key
        return () if key is None else (*parent.path, key)

    def _stop(self, problem: Problem, event: Any) -> None:
        self._refuse(problem, event)
        raise InputError(self.problems)
