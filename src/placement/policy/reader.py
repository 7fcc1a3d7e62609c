"""Reading a policy file: inheritance, kinds, readings, validation and checks, all problems at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType

from placement.errors import InputError, Problem, Text
from placement.policy.checks import check_policy
from placement.policy.choosing import apply_readings, choose_readings, reading_problems
from placement.policy.findings import Findings
from placement.policy.kinds import KindFile
from placement.policy.readings import ReadingsSection
from placement.policy.schema import Policy
from placement.yamlfile import (
    Document,
    named_in,
    project_root,
    read_as,
    resolve_inside,
    validate,
)
from placement.yamlfile.sorts import KINDS, POLICY

OF_KINDS = Text("政策里用到业态的各项", "what the policy says of kinds")
DEFAULTS: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True)
class LoadedPolicy:
    """A policy with the document it came from.

    Attributes
    ----------
    document
        The data after inheritance and readings; ``document.place(path)`` tells file and line of a value,
        ``document.files`` every file that was read.
    """

    policy: Policy
    document: Document


def read_policy(
    path: Path, readings: Mapping[str, str] = DEFAULTS, *, root: Path | None = None
) -> Policy:
    """Read and check a policy file.

    Parameters
    ----------
    path
        A file such as ``models/jining-2023.yaml``.
    readings
        Option by reading, e.g. ``{"T2": "lower"}``; the others take their default.
    root
        Folder that no reference may leave; by default the project folder around ``path``.

    Raises
    ------
    InputError
        With all problems found: those of `read_as` and `validate`, PL418–PL421 points and sums,
        PL820–PL838 what contradicts itself.
    """
    return load_policy(path, readings, root=root).policy


def load_policy(
    path: Path, readings: Mapping[str, str] = DEFAULTS, *, root: Path | None = None
) -> LoadedPolicy:
    """Read and check a policy file and keep where each value came from; see `read_policy`."""
    top = project_root(path) if root is None else root
    document, problems = _with_kinds(read_as(POLICY, path, root=top))
    has_kinds = not problems
    section = _section(document, problems)
    if section is not None:
        problems.extend(reading_problems(section, readings, Findings(document)))
        if not problems:
            chosen = choose_readings(section, readings)
            document = apply_readings(document, section.readings, chosen)
    return LoadedPolicy(_checked(document, problems, has_kinds=has_kinds), document)


def _section(document: Document, problems: list[Problem]) -> ReadingsSection | None:
    try:
        return validate(ReadingsSection, document)
    except InputError as error:
        problems.extend(error.problems)
        return None


def _checked(document: Document, problems: list[Problem], *, has_kinds: bool) -> Policy:
    """Validate and check; whatever was found before is raised together with what is found now.

    Without its dictionary of kinds nothing more can be said of what a policy says of them.
    """
    try:
        policy = validate(Policy, document)
    except InputError as error:
        raise InputError([*problems, *error.problems]) from None
    if not has_kinds:
        raise InputError(problems, [OF_KINDS])
    found = [*problems, *check_policy(policy, Findings(document))]
    if any(problem.severity == "error" for problem in found):
        raise InputError(found)
    return policy


def _without_kinds(document: Document) -> Document:
    return document.with_data({**document.data, "kinds": {}}, document.where)


def _with_kinds(document: Document) -> tuple[Document, list[Problem]]:
    """Put the dictionary that ``kinds: kinds.yaml`` names in its place; the name is relative to its own file."""
    name = document.data.get("kinds")
    if not isinstance(name, str):
        return document, []
    place = document.place(("kinds",))
    base = (document.root / place.file).parent
    try:
        path = resolve_inside(name, base=base, root=document.root)
    except InputError as error:
        at = {"file": place.file, "row": place.line, "column": "kinds"}
        return _without_kinds(document), [p.at(**at) for p in error.problems]
    try:
        source = read_as(KINDS, path, root=document.root)
        kinds = validate(KindFile, source)
    except InputError as error:
        problems = named_in(document, ("kinds",), path, error.problems)
        return _without_kinds(document), problems
    where = {p: w for p, w in source.where.items() if p[:1] == ("kinds",)}
    written = {key: source.data["kinds"][key] for key in kinds.kinds}
    merged = document.with_data({**document.data, "kinds": written}, {**document.where, **where})
    return replace(merged, files=(*document.files, *source.files)), []
