"""Imports point one way, the auditor is a stranger to the solver, and nothing grows out of sight."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Mapping
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path

import networkx as nx
import pytest

import placement.engine
from placement.engine import HOMES

SOURCE = Path(__file__).resolve().parent.parent / "src" / "placement"

ORDER = (
    "interrupts", "errors", "plain", "money", "numerals", "contents", "spreadsheets", "yamlfile", "policy", "tables", "problem_text", "scenario",
    "finance", "measures", "funding", "options", "plan", "audit", "instance", "formulation", "engine",
    "planner", "report", "advice", "synth", "importing", "bench", "cli",
)  # fmt: skip
ENGINE_ORDER = (
    "control", "plans", "cutting", "office", "finishing", "solver", "whole", "starts", "priced", "city",
)  # fmt: skip
"""Rooms of the engine; of types alone, an earlier one may know a later one."""
SOLVER = "placement.engine.solver."
MODULES = sorted(
    path for path in SOURCE.rglob("*.py") if path.parent != SOURCE or path.stem[0] != "_"
)
STRANGERS = {
    "finance",
    "measures",
    "funding",
    "options",
    "instance",
    "formulation",
    "engine",
    "planner",
}


LONGEST_MODULE, LONGEST_FUNCTION = 300, 50


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def room_of(path: Path) -> str:
    return path.relative_to(SOURCE).parts[0].removesuffix(".py")


@cache
def imported_rooms(path: Path) -> frozenset[str]:
    rooms = set()
    for node in ast.walk(tree_of(path)):
        names = []
        if isinstance(node, ast.ImportFrom):
            names = [f"{node.module}.{alias.name}" for alias in node.names]
            assert node.level == 0, f"{path}: relative import"
        names += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        rooms |= {name.split(".")[1] for name in names if name.startswith("placement.")}
    return frozenset(rooms) - {"__version__"}


def test_every_room_has_its_place() -> None:
    assert {room_of(path) for path in MODULES} == set(ORDER)


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(SOURCE)))
def test_imports_point_backwards(path: Path) -> None:
    later = ORDER[ORDER.index(room_of(path)) + 1 :]
    assert not imported_rooms(path) & set(later)


def test_the_audit_reaches_neither_options_nor_solver() -> None:
    reached, frontier = set(), {"audit"}
    while frontier:
        room = frontier.pop()
        reached.add(room)
        for path in MODULES:
            if room_of(path) == room:
                frontier |= imported_rooms(path) - reached
    assert not reached & STRANGERS


def test_only_the_engine_talks_to_highs() -> None:
    users = {
        path.relative_to(SOURCE).as_posix()
        for path in MODULES
        if "import highspy" in path.read_text(encoding="utf-8")
    }
    assert users == {
        f"engine/solver/{name}.py"
        for name in ("highs_model", "highs_options", "session", "warm_lp")
    }


def test_rooms_of_the_engine_point_backwards() -> None:
    names = {module_name(path) for path in MODULES}
    rooms = {
        path.name for path in (SOURCE / "engine").iterdir() if (path / "__init__.py").is_file()
    }
    assert rooms == set(ENGINE_ORDER)
    for path in MODULES:
        room = path.parent.name
        if path.parent.parent != SOURCE / "engine":
            continue
        used = {name.split(".")[2] for name in imported_modules(path, names) if ".engine." in name}
        later = {*ENGINE_ORDER[ENGINE_ORDER.index(room) + 1 :], "solve"}
        assert not used & later, path


def test_other_rooms_use_what_the_engine_makes_public() -> None:
    for path in MODULES:
        room = room_of(path)
        if room == "engine":
            continue
        for node in ast.walk(tree_of(path)):
            if not isinstance(node, ast.ImportFrom) or not node.module:
                continue
            names = {alias.name for alias in node.names}
            if node.module == "placement.engine":
                assert names <= HOMES.keys(), path
            elif node.module.startswith("placement.engine."):
                states_models = room == "bench" and node.module.startswith(SOLVER)
                assert states_models, path
                assert not names & HOMES.keys(), path


def test_what_the_engine_makes_public_is_there_and_typed() -> None:
    assert HOMES["solve_instance"] == "placement.engine.solve"
    for name, home in HOMES.items():
        found = getattr(placement.engine, name)
        assert getattr(found, "__module__", home) in {home, "typing"}, name
    with pytest.raises(AttributeError, match="Wacht"):
        _ = placement.engine.Wacht  # type: ignore[attr-defined]


def test_answers_of_advice_share_only_what_lies_above_them() -> None:
    advice = SOURCE / "advice"
    answers = {path.name for path in advice.iterdir() if (path / "__init__.py").is_file()}
    for path in advice.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        used = {name for name in answers if f"placement.advice.{name}." in text}
        assert used <= {path.parent.name}, path


def imported_modules(path: Path, known: set[str]) -> set[str]:
    """Modules imported anywhere in a file, but for types only."""
    nodes = list(ast.walk(tree_of(path)))
    for_types = {
        id(inner)
        for node in nodes
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
        for part in node.body
        for inner in ast.walk(part)
    }
    found: set[str] = set()
    for node in nodes:
        if id(node) in for_types:
            continue
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names = {f"{node.module}.{alias.name}" for alias in node.names}
            found |= names if names <= known else {node.module or "", *names}
    return found & known


def module_name(path: Path) -> str:
    parts = path.relative_to(SOURCE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def test_modules_do_not_import_in_circles() -> None:
    names = {module_name(path) for path in MODULES}
    arrows = nx.DiGraph()
    for path in MODULES:
        own = module_name(path)
        arrows.add_edges_from((own, other) for other in imported_modules(path, names) - {own})
    arrows.add_edges_from(("placement.engine", home) for home in HOMES.values())
    assert arrows.number_of_edges() > arrows.number_of_nodes()
    assert not [sorted(c) for c in nx.strongly_connected_components(arrows) if len(c) > 1]


def test_modules_and_functions_stay_short() -> None:
    longer = set()
    for path in MODULES:
        text, name = path.read_text(encoding="utf-8"), path.relative_to(SOURCE).as_posix()
        if text.count("\n") > LONGEST_MODULE:
            longer.add(name)
        longer |= {
            f"{name}:{node.name}"
            for node in ast.walk(tree_of(path))
            if isinstance(node, ast.FunctionDef)
            and (node.end_lineno or 0) - node.lineno >= LONGEST_FUNCTION
        }
    assert not longer


def needed_packages(path: Path) -> set[str]:
    """Top-level packages of others that a module imports, also inside functions."""
    names: set[str] = set()
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.ImportFrom):
            names.add(str(node.module).split(".")[0])
        elif isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
    return names - sys.stdlib_module_names - {"placement"}


@cache
def locked(extra: str) -> frozenset[str]:
    """Names in a lock file: the program's, or that of an extra."""
    name = f"requirements-{extra}.lock" if extra else "requirements.lock"
    text = (SOURCE.parents[1] / name).read_text(encoding="utf-8")
    return frozenset(map(canonical, re.findall(r"^([\w.-]+)==", text, re.MULTILINE)))


def canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


@cache
def homes() -> Mapping[str, list[str]]:
    """Package → names of what it is installed with."""
    return packages_distributions()


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(SOURCE)))
def test_what_is_imported_comes_with_the_program(path: Path) -> None:
    """The environment of the tests holds more than that of a planner."""
    lock = "peers" if path.is_relative_to(SOURCE / "bench" / "peers") else ""
    for package in needed_packages(path):
        given = {canonical(name) for name in homes().get(package, [package])}
        assert given & (locked("") | locked(lock)), f"{package} does not come with the program"
