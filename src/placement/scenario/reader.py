"""Reading a scenario: its own file, the policy and the tables it names, all problems of all files at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

from pydantic import ConfigDict

from placement.errors import InputError, Problem, sort_problems
from placement.policy.reader import LoadedPolicy, load_policy
from placement.policy.rubric import build_rubric
from placement.scenario.budgets import build_budgets
from placement.scenario.checks import check_scenario
from placement.scenario.context import Context
from placement.scenario.locks import build_locks
from placement.scenario.model import Scenario, SolverSettings, Stage
from placement.scenario.objectives import PRESETS
from placement.scenario.reviews import build_reviews
from placement.scenario.schema import ALIASES, ScenarioFile, ScenarioSources
from placement.scenario.sections import NEED_DATUM, DataSection, LimitsSection
from placement.scenario.targets import build_targets
from placement.scenario.walking import build_walking
from placement.tables.model import Limits, Tables, TableSettings
from placement.tables.reader import read_tables
from placement.yamlfile import (
    Document,
    dotted,
    inherit,
    patch,
    project_root,
    read_yaml,
    resolve_inside,
    validate,
)

NO_OVERRIDES: Mapping[str, Any] = MappingProxyType({})

T = TypeVar("T")


@dataclass
class _Collected:
    """Problems of all files; `attempt` notes them and goes on."""

    problems: list[Problem] = field(default_factory=list)

    def attempt(self, step: Callable[[], T]) -> T | None:
        try:
            return step()
        except InputError as error:
            self.problems.extend(error.problems)
            return None

    def raise_errors(self) -> None:
        """Raise an InputError with everything found, if an error is among it."""
        if any(problem.severity == "error" for problem in self.problems):
            raise InputError(self.problems)


def read_scenario(path: Path, overrides: Mapping[str, Any] = NO_OVERRIDES) -> Scenario:
    """Read a scenario with its policy and its tables.

    Parameters
    ----------
    path
        A file such as ``scenarios/quick.yaml``.
    overrides
        Dotted key → value, as the command line sets them, e.g. ``{"solver.time_limit_s": 60}``.

    Raises
    ------
    InputError
        With all problems of all files: those of the YAML files, of the policy (`load_policy`) and of the
        tables (`read_tables`), and of the scenario: PL402–PL414 amounts, PL504 years, PL605 no datum,
        PL701 names that refer to nothing, PL702 locks that contradict, PL8xx keys and values.
    """
    document = read_document(path, overrides)
    found = _Collected()
    file = found.attempt(lambda: validate(ScenarioFile, document))
    sources = file or found.attempt(lambda: validate(_Sources, document))
    loaded = None if sources is None else found.attempt(lambda: _read_policy(document, sources))
    tables = None
    if sources is not None and loaded is not None:
        tables = found.attempt(lambda: _read_tables(document, sources.data, loaded))
    if file is None or loaded is None or tables is None:
        raise InputError(found.problems)
    context = Context(file, document, loaded.policy, tables)
    found.problems.extend([*tables.warnings, *check_scenario(context)])
    found.raise_errors()
    return _build(context, loaded, sort_problems(found.problems))


class _Sources(ScenarioSources):
    """The files a scenario names, whatever else is wrong with it."""

    model_config = ConfigDict(extra="ignore")


def read_document(path: Path, overrides: Mapping[str, Any] = NO_OVERRIDES) -> Document:
    """Return the scenario file with what it extends and the overrides merged in."""
    root = project_root(path)
    document = inherit(read_yaml(path, root=root), ALIASES)
    return patch(document, overrides, "命令行 command line") if overrides else document


def _named_path(document: Document, key: tuple[str, ...], name: str) -> Path:
    """Resolve a path relative to the file it is written in; problems carry that file and line."""
    place = document.place(key)
    try:
        return resolve_inside(name, base=(document.root / place.file).parent, root=document.root)
    except InputError as error:
        at = {"file": place.file, "row": place.line or None, "column": dotted(key)}
        raise InputError(problem.at(**at) for problem in error.problems) from None


def _read_policy(document: Document, sources: ScenarioSources) -> LoadedPolicy:
    path = _named_path(document, ("policy",), sources.policy)
    try:
        return load_policy(path, sources.readings, root=document.root)
    except InputError as error:
        raise InputError(_asked_here(document, sources, p) for p in error.problems) from None


def _asked_here(document: Document, sources: ScenarioSources, problem: Problem) -> Problem:
    """Locate an unknown reading or option where the scenario asks for it."""
    if problem.code != "PL831" or problem.column != "readings":
        return problem
    for name, option in sources.readings.items():
        if problem.value in {name, option}:
            place = document.place(("readings", name))
            return problem.at(file=place.file, row=place.line, column=f"readings.{name}")
    return problem


def _read_tables(document: Document, data: DataSection, loaded: LoadedPolicy) -> Tables:
    path = _named_path(document, ("data", "tables"), data.tables)
    datum = {t: data.datum.get(t, data.datum.get("default")) for t in (*NEED_DATUM, "streets")}
    settings = TableSettings(
        datum={table: name for table, name in datum.items() if name is not None},
        money_unit=data.money_unit,
        strict=data.strict,
        box=None if data.box is None else tuple(float(edge) for edge in data.box),  # type: ignore[arg-type]
        root=document.root,
        limits=_limits(data.limits),
    )
    return read_tables(path, settings=settings, policy=loaded.policy)


def _limits(section: LimitsSection) -> Limits:
    usual = Limits()
    return replace(
        usual,
        rows=section.rows,
        sheet_rows=max(usual.sheet_rows, 2 * section.rows),
        file_bytes=section.file_bytes,
    )


def _build(context: Context, loaded: LoadedPolicy, warnings: tuple[Problem, ...]) -> Scenario:
    file, document, tables = context.file, context.document, context.tables
    root = document.root
    stages = PRESETS[file.objective] if isinstance(file.objective, str) else None
    return Scenario(
        id=file.id,
        name=file.name,
        note=file.note,
        path=document.path,
        root=root,
        files=(*document.files, *loaded.document.files, _tables_path(context)),
        policy=loaded.policy,
        rubric=build_rubric(loaded.policy, context.programmes.values()),
        chosen_readings=loaded.policy.chosen_readings,
        tables=tables,
        years=context.years,
        walking=build_walking(context),
        payback_years=file.operators.payback_years,
        least_aid_share=Fraction(file.operators.least_aid_share),
        largest_oversize=Fraction(file.operators.largest_oversize),
        aid_take_up=file.operators.aid_take_up,
        programmes=tuple(context.programmes.values()),
        budgets=build_budgets(context),
        objective=tuple(Stage(term, sense) for term, sense in stages)
        if stages is not None
        else tuple(Stage(s.term, s.sense) for s in file.objective if not isinstance(s, str)),
        awards_counted=file.awards == "counted",
        targets=build_targets(context),
        reviews=build_reviews(context),
        locks=build_locks(context),
        allow_upgrades=file.upgrades,
        invisible_kinds=file.data.invisible_kinds,
        solver=SolverSettings(**file.solver.model_dump()),
        synthetic=file.data.synthetic,
        assumptions=(*file.data.assumptions, *tables.assumptions),
        provenance=_provenance(document),
        warnings=warnings,
    )


def _tables_path(context: Context) -> Path:
    return _named_path(context.document, ("data", "tables"), context.file.data.tables)


def _provenance(document: Document) -> Mapping[str, str]:
    """Return ``file:line`` of every single value, by dotted key."""
    inner = {path[:-1] for path in document.where if path}
    return MappingProxyType(
        {dotted(p): str(w) for p, w in document.where.items() if p and p not in inner}
    )
