"""Imports point one way, and the auditor is a stranger to the solver."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

import pytest

SOURCE = Path(__file__).resolve().parent.parent / "src" / "placement"

ORDER = (
    "interrupts", "errors", "money", "yamlfile", "policy", "tables", "problem_text", "scenario", "finance",
    "measures", "funding", "options", "plan", "audit", "instance", "formulation", "engine",
    "planner", "report", "advice", "synth", "importing", "bench", "cli",
)  # fmt: skip
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


def room_of(path: Path) -> str:
    return path.relative_to(SOURCE).parts[0].removesuffix(".py")


@cache
def imported_rooms(path: Path) -> frozenset[str]:
    rooms = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
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
    assert users == {"engine/highs.py", "engine/highs_options.py", "engine/warm_lp.py"}


def test_answers_of_advice_share_only_what_lies_above_them() -> None:
    advice = SOURCE / "advice"
    answers = {path.name for path in advice.iterdir() if (path / "__init__.py").is_file()}
    for path in advice.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        used = {name for name in answers if f"placement.advice.{name}." in text}
        assert used <= {path.parent.name}, path
