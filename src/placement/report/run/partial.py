"""The best plan so far of a solve that is still running, in ``<run>.partial`` beside the run directory.

It holds ``plan.json`` and what was shown of blocks, so a solve that was killed can go on from there. It is
written whole or not at all, like a run, and removed when the run is published.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from placement.errors import FileSystemError, InputError, OutputBusyError, Text, VerificationError
from placement.plan import Plan
from placement.planner import Earlier, Solved
from placement.report.run.claims import scenario_file_of
from placement.report.run.earlier import read_earlier
from placement.report.run.files import write_record
from placement.report.run.manifest import find_user_files, is_published, read_manifest
from placement.report.run.publish import RunDirectory
from placement.report.run.record import Execution
from placement.scenario.model import Scenario

UNREADABLE = Text(
    "上次求解留下的方案读不出，没有采用，从头求解：{}",
    "what the last solve left cannot be read and was not used; solved from the beginning: {}",
)


def partial_of(run: Path) -> Path:
    """Return where the best plan so far of a run directory is kept."""
    return run.with_name(f"{run.name}.partial")


def keeper(run: Path, execution: Execution) -> Callable[[Solved], None]:
    """Return what keeps a plan so far; where it cannot be written the solve goes on without."""

    def keep(solved: Solved) -> None:
        with suppress(FileSystemError, OutputBusyError), RunDirectory(partial_of(run)) as directory:
            write_record(directory, execution, solved)

    return keep


def left_behind(run: Path, scenario: Scenario) -> Earlier | None:
    """Return what a solve of the same scenario left behind that was killed; ``None`` without any.

    What is there and cannot be read is an empty plan that says so.
    """
    partial = partial_of(run)
    if not partial.exists():
        return None
    try:
        read_manifest(partial)
        earlier = read_earlier(partial)
    except (FileSystemError, InputError, VerificationError):
        unread = Text(UNREADABLE.zh.format(partial), UNREADABLE.en.format(partial))
        return Earlier(Plan((), ()), unread=(unread,))
    return earlier if scenario_file_of(partial) == scenario.path.resolve() else None


def drop_partial(run: Path) -> None:
    """Remove what was kept, unless someone has put files of their own there."""
    partial = partial_of(run)
    if is_published(partial) and not find_user_files(partial):
        shutil.rmtree(partial, ignore_errors=True)
