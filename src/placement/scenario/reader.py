"""Reading a scenario: its own file, the policy and the tables it names, all problems of all files at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from types import MappingProxyType
from typing import Any

from placement.errors import InputError, Problem, Text, sort_problems
from placement.policy.reader import LoadedPolicy, load_policy
from placement.policy.rubric import build_rubric
from placement.scenario.budgets import build_budgets
from placement.scenario.checks import check_scenario
from placement.scenario.collected import Collected
from placement.scenario.context import Context
from placement.scenario.locks import build_locks
from placement.scenario.model import Scenario, SolverSettings, Stage
from placement.scenario.objectives import PRESETS
from placement.scenario.reviews import build_reviews
from placement.scenario.schema import ALIASES, ScenarioFile
from placement.scenario.sections import NEED_DATUM, DataSection, LimitsSection
from placement.scenario.targets import build_targets
from placement.scenario.walking import build_walking
from placement.tables.dictionary.columns import TABLES
from placement.tables.files.source import holds_tables
from placement.tables.model import Limits, ReadTables, Tables, TableSettings
from placement.tables.reader import read_tables
from placement.yamlfile import (
    Document,
    Key,
    KeyPath,
    Readable,
    dotted,
    is_yaml,
    named_in,
    patch,
    project_root,
    read_as,
    readable_part,
    resolve_inside,
    validate,
)
from placement.yamlfile.sorts import SCENARIO

NO_OVERRIDES: Mapping[str, Any] = MappingProxyType({})
UNKNOWN_READING = "PL831"

STAND_INS: Mapping[Key, Any] = MappingProxyType(
    {
        "id": "unread",
        "name": "unread",
        "policy": "unread",
        "data": {"tables": "unread", "datum": {"default": "WGS-84"}},
        "horizon": {"first_year": 2000, "last_year": 2000},
    }
)
"""Values for what a scenario must have, for looking at the rest where these cannot be read."""

BESIDE_THE_TABLES = frozenset(
    {"amounts_right", "synthetic", "assumptions", "licence", "invisible_kinds"}
)
"""Keys of ``data`` without which the tables read the same."""

REST = Text(
    "这个情景的其余各项、政策和数据表", "the rest of this scenario, its policy and its tables"
)
DATA = Text("数据表", "the tables")
OF_THE_POLICY = Text(
    "数据表、目标任务、资金、补贴项目、锁定", "tables, targets, money, programmes and locks"
)


def read_scenario(path: Path, overrides: Mapping[str, Any] = NO_OVERRIDES) -> Scenario:
    """Read a scenario with its policy and its tables.

    What cannot be read does not hide what else is wrong: all is looked at but what rests on it, and the error
    names that.

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
    found = Collected()
    document = found.attempt(lambda: read_document(path, overrides))
    part = None if document is None else _readable(document, found)
    if document is None or part is None:
        raise found.rejection(REST)
    loaded, left_out = _readable_policy(document, part, found)
    if loaded is None:
        raise found.rejection(OF_THE_POLICY)
    tables = None
    if _can_read_tables(left_out):
        tables = found.attempt(lambda: _read_tables(document, part.value.data, loaded))
    else:
        found.unchecked.append(DATA)
    policy = (loaded.policy, loaded.document)
    read = found.part if tables is None else ReadTables(tables=tables, whole=frozenset(TABLES))
    context = Context(part.value, document, *policy, read, left_out)
    problems, unchecked = check_scenario(context)
    found.add([*(() if tables is None else tables.warnings), *problems])
    if tables is None or left_out or any(p.severity == "error" for p in found.problems):
        raise found.rejection(*unchecked)
    return _build(context, loaded, sort_problems(found.problems))


def _readable(document: Document, found: Collected) -> Readable[ScenarioFile] | None:
    """Return the scenario file, without what cannot be read of it."""
    file = found.attempt(lambda: validate(ScenarioFile, document))
    return Readable(file) if file else readable_part(ScenarioFile, document, STAND_INS)


def _can_read_tables(left_out: Iterable[KeyPath]) -> bool:
    return all(path[0] != "data" or BESIDE_THE_TABLES & {*path[1:2]} for path in left_out)


def _readable_policy(
    document: Document, part: Readable[ScenarioFile], found: Collected
) -> tuple[LoadedPolicy | None, frozenset[KeyPath]]:
    """Return the policy and what is left out; readings it does not know are left out like what cannot be read."""
    if ("policy",) in part.left_out:
        return None, part.left_out
    loaded = found.attempt(lambda: _read_policy(document, part.value))
    if loaded is not None or not any(p.code == UNKNOWN_READING for p in found.problems):
        return loaded, part.left_out
    plain = part.value.model_copy(update={"readings": {}})
    loaded = Collected().attempt(lambda: _read_policy(document, plain))
    return loaded, part.left_out | {("readings",)}


def read_document(path: Path, overrides: Mapping[str, Any] = NO_OVERRIDES) -> Document:
    """Return the scenario file with what it extends and the overrides merged in."""
    document = read_as(SCENARIO, path, root=project_root(path), aliases=ALIASES)
    return patch(document, overrides, "命令行 command line") if overrides else document


def _named_path(
    document: Document, key: tuple[str, ...], name: str, fits: Callable[[Path], bool] = is_yaml
) -> Path:
    """Resolve a path relative to the file it is written in; problems carry that file and line."""
    place = document.place(key)
    base = (document.root / place.file).parent
    try:
        return resolve_inside(name, base=base, root=document.root, fits=fits)
    except InputError as error:
        at = {"file": place.file, "row": place.line or None, "column": dotted(key)}
        raise InputError(problem.at(**at) for problem in error.problems) from None


def _read_policy(document: Document, sources: ScenarioFile) -> LoadedPolicy:
    path = _named_path(document, ("policy",), sources.policy)
    try:
        return load_policy(path, sources.readings, root=document.root)
    except InputError as error:
        problems = named_in(document, ("policy",), path, error.problems)
        raise InputError(_asked_here(document, sources, p) for p in problems) from None


def _asked_here(document: Document, sources: ScenarioFile, problem: Problem) -> Problem:
    """Locate an unknown reading or option where the scenario asks for it."""
    if problem.code != UNKNOWN_READING or problem.column != "readings":
        return problem
    for name, option in sources.readings.items():
        if problem.value in {name, option}:
            place = document.place(("readings", name))
            return problem.at(file=place.file, row=place.line, column=f"readings.{name}")
    return problem


def _read_tables(document: Document, data: DataSection, loaded: LoadedPolicy) -> Tables:
    path = _named_path(document, ("data", "tables"), data.tables, holds_tables)
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
        assumptions=(*(said.text for said in file.data.assumptions), *tables.assumptions),
        licence=None if file.data.licence is None else file.data.licence.licence,
        provenance=_provenance(document),
        warnings=warnings,
    )


def _tables_path(context: Context) -> Path:
    return _named_path(context.document, ("data", "tables"), context.file.data.tables, holds_tables)


def _provenance(document: Document) -> Mapping[str, str]:
    """Return ``file:line`` of every single value, by dotted key."""
    inner = {path[:-1] for path in document.where if path}
    return MappingProxyType(
        {dotted(p): str(w) for p, w in document.where.items() if p and p not in inner}
    )
