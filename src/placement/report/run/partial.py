"""What a solve leaves in ``<run>.partial`` beside the run directory, for the next solve of the scenario to begin from.

While it runs that is the best plan so far, ``plan.json``, with what was shown of blocks. Where hard rules cannot be met,
it is the plan on which the change rests that is named to help, ``begin.json``. Either is written whole or not at all,
like a run, and removed when the run is published.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from placement.errors import FileSystemError, InputError, OutputBusyError, Text, VerificationError
from placement.plan import Plan
from placement.planner import Earlier, Solved
from placement.report.run.claims import MAX_RECORD_BYTES, RECORDS_NAME, scenario_file_of
from placement.report.run.earlier import read_earlier
from placement.report.run.files import write_record
from placement.report.run.manifest import find_user_files, is_published, read_manifest
from placement.report.run.publish import RunDirectory
from placement.report.run.record import Execution
from placement.scenario.model import Scenario
from placement.yamlfile.sorts import RECORD_NAME

BEGIN_NAME = "begin.json"
UNREADABLE = Text(
    "上次求解留下的方案读不出，没有采用，从头求解：{}",
    "what the last solve left cannot be read and was not used; solved from the beginning: {}",
)


@dataclass(frozen=True)
class LeftBehind:
    """What the last solve left.

    Attributes
    ----------
    earlier
        The best plan of a solve that was killed.
    begin
        A plan that keeps the hard rules once the scenario is changed as was named.
    of_another
        The other scenario whose it is, of which nothing is taken.
    unread
        That what is there cannot be read.
    """

    earlier: Earlier | None = None
    begin: Plan | None = None
    of_another: Path | None = None
    unread: tuple[Text, ...] = ()

    def beside(self, asked: Earlier | None) -> Earlier | None:
        """Return the run a solve is asked to start from, else what was left, with what cannot be read of either."""
        earlier = asked or self.earlier
        if not self.unread:
            return earlier
        known = earlier or Earlier(Plan((), ()))
        return replace(known, unread=(*known.unread, *self.unread))


def partial_of(run: Path) -> Path:
    """Return where what a solve leaves is kept beside a run directory."""
    return run.with_name(f"{run.name}.partial")


def keeper(run: Path, execution: Execution) -> Callable[[Solved], None]:
    """Return what keeps a plan so far; where it cannot be written the solve goes on without."""

    def keep(solved: Solved) -> None:
        with suppress(FileSystemError, OutputBusyError), RunDirectory(partial_of(run)) as directory:
            write_record(directory, execution, solved)

    return keep


def keep_begin(run: Path, scenario: Scenario, plan: Plan) -> Path | None:
    """Keep a plan to begin from once a scenario is changed, beside what else is there; ``None`` if it cannot be written."""
    partial, own = partial_of(run), scenario.path.resolve()
    file = Path(os.path.relpath(own, partial.resolve())).as_posix()
    text = json.dumps({"scenario": file, "plan": plan.as_dict()}, ensure_ascii=False, indent=1)
    try:
        with RunDirectory(partial) as directory:
            if scenario_file_of(partial) == own:
                for name in (RECORD_NAME, RECORDS_NAME):
                    with suppress(FileNotFoundError):
                        shutil.copyfile(partial / name, directory.file(name))
            directory.file(BEGIN_NAME).write_text(text + "\n", encoding="utf-8")
    except (FileSystemError, OutputBusyError):
        return None
    return partial


def left_behind(run: Path, scenario: Scenario) -> LeftBehind:
    """Return what the last solve of the scenario left beside a run directory."""
    partial, own = partial_of(run), scenario.path.resolve()
    if not partial.exists():
        return LeftBehind()
    try:
        files = read_manifest(partial)
        earlier = read_earlier(partial) if RECORD_NAME in files else None
        file, begin = _read_begin(partial) if BEGIN_NAME in files else (None, None)
    except (FileSystemError, InputError, VerificationError):
        unread = Text(UNREADABLE.zh.format(partial), UNREADABLE.en.format(partial))
        return LeftBehind(unread=(unread,))
    whose = file or scenario_file_of(partial)
    return LeftBehind(earlier, begin) if whose == own else LeftBehind(of_another=whose)


def _read_begin(partial: Path) -> tuple[Path, Plan]:
    """Read a plan to begin from, and whose it is.

    Raises
    ------
    VerificationError
        If it is damaged.
    """
    path = partial / BEGIN_NAME
    try:
        if path.stat().st_size > MAX_RECORD_BYTES:
            raise ValueError
        record: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        return (partial / str(record["scenario"])).resolve(), Plan.from_dict(record["plan"])
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise VerificationError([str(error)]) from error


def drop_partial(run: Path) -> None:
    """Remove what was kept, unless someone has put files of their own there."""
    partial = partial_of(run)
    if is_published(partial) and not find_user_files(partial):
        shutil.rmtree(partial, ignore_errors=True)
