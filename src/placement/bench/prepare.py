"""From an item of the registry to files that can be read: generated once, kept outside the project."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from placement.bench.city import COPIED, write_city_project
from placement.bench.grid import draw_grid, merge_clients
from placement.bench.grid_scenario import write_grid_project
from placement.bench.registry import GridEntry, ImportEntry, Item, ScenarioEntry, SynthEntry
from placement.importing import run_import

GENERATORS = ("bench/city.py", "bench/grid.py", "bench/grid_scenario.py")
"""Modules that decide what an entry means; a changed one makes new files."""
SCENARIO_FILES = ("scenarios/bench.yaml", "scenarios/grid.yaml", "tables/scenario.yaml")


class NotAvailableError(Exception):
    """An instance cannot be had here; the message says why."""


@dataclass(frozen=True)
class Prepared:
    """A scenario file, and values that replace some of its own."""

    scenario: Path
    overrides: Mapping[str, Any]


def default_cache() -> Path:
    """Return where generated instances are kept: ``$XDG_CACHE_HOME`` or ``~/.cache``."""
    base = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(base) / "placement" / "bench"


def prepare(item: Item, root: Path, cache: Path) -> Prepared:
    """Return the files of an instance, generating them if the cache has not got them.

    Raises
    ------
    NotAvailableError
        If the instance needs data that are not here.
    InputError
        If a file the entry names is wrong.
    """
    entry = item.entry
    if isinstance(entry, ScenarioEntry):
        path = root / entry.file
        if not path.is_file():
            message = f"{entry.file} 不存在 · is absent"
            raise NotAvailableError(message)
        return Prepared(path, entry.changes)
    if isinstance(entry, ImportEntry) and not (root / entry.source).is_dir():
        message = f"{entry.source} 不存在 · is absent"
        raise NotAvailableError(message)
    folder = cache / f"{item.name}-{fingerprint(item, root)[:12]}"
    if not folder.is_dir():
        _generate(item, root, folder)
    scenario = next(folder / name for name in SCENARIO_FILES if (folder / name).is_file())
    return Prepared(scenario, {})


def fingerprint(item: Item, root: Path) -> str:
    """Hash everything that decides the files of an instance."""
    facts = item.entry.model_dump_json(exclude={"limit_s", "note", "optimum"})
    digest = hashlib.sha256(f"{item.seed} {facts}".encode())
    if isinstance(item.entry, ScenarioEntry):
        file = root / item.entry.file
        digest.update(file.read_bytes() if file.is_file() else b"")
        return digest.hexdigest()
    package = Path(__file__).resolve().parent.parent
    for module in (
        *GENERATORS,
        *sorted(f"synth/{p.name}" for p in (package / "synth").glob("*.py")),
    ):
        digest.update((package / module).read_bytes())
    if isinstance(item.entry, SynthEntry):
        digest.update(f"{version('numpy')} {version('pandas')}".encode())
        for name in COPIED:
            for path in sorted((root / name).rglob("*")):
                if path.is_file():
                    digest.update(path.relative_to(root).as_posix().encode())
                    digest.update(path.read_bytes())
    return digest.hexdigest()


def _generate(item: Item, root: Path, folder: Path) -> None:
    """Write into a folder beside the final one and rename, so that a killed run leaves nothing half done."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    work = Path(tempfile.mkdtemp(prefix=".", dir=folder.parent))
    try:
        _write(item, root, work)
        try:
            work.rename(folder)
        except OSError:
            if not folder.is_dir():  # else another run was quicker; its files are the same
                raise
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _write(item: Item, root: Path, folder: Path) -> None:
    entry = item.entry
    if isinstance(entry, SynthEntry):
        write_city_project(folder, root, entry, item.seed)
    elif isinstance(entry, GridEntry):
        grid = draw_grid(entry.clients, entry.seed, cost=entry.cost)
        merged = merge_clients(grid, float(entry.radius))
        write_grid_project(
            folder, merged, grid.cost.tolist(), budget=entry.budget, at_least=entry.at_least
        )
    elif isinstance(entry, ImportEntry):
        run_import(root / entry.recipe, root / entry.source, folder / "tables")
