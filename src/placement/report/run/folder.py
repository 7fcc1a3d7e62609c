"""Whether what a command was given is the directory of a run, said before anything else is read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from placement.errors import (
    FileSystemError,
    Problem,
    Text,
    UnusableRunError,
    VerificationError,
    listed,
)
from placement.report.run.manifest import FileRecord, is_published, read_manifest
from placement.yamlfile import sort_at
from placement.yamlfile.sorts import RECORD_NAME, Sort

LOST = (FileNotFoundError, IsADirectoryError)
"""What the system says of a file that was there; anything else is its refusal."""
MOST_NAMED = 5
USUAL_FOLDER = "runs"
SOLVE_FIRST = Text(
    "请先求解（placement solve 情景.yaml），再写它的结果目录。",
    "Solve first (placement solve SCENARIO), then give the directory of its run.",
)
LEAVE_START_OUT = Text(
    "去掉 --start 就从头求解，结果同样可靠；要从已有结果出发：",
    "Leave --start out to solve from the beginning, which is just as good; to start from a run: ",
)


def check_run_folders(runs: Iterable[Path]) -> None:
    """Raise UnusableRunError with PL906 for every path that is no directory of a run.

    Whether what the directories hold is whole and of this version is seen when it is read.
    """
    problems = [problem for run in runs if (problem := run_problem(run)) is not None]
    if problems:
        raise UnusableRunError(problems)


def run_problem(run: Path) -> Problem | None:
    """Return PL906 if a path is no directory of a run: nothing there, a file, or anything else."""
    if (run / RECORD_NAME).is_file() or (run.is_dir() and _is_all_but_recorded(run)):
        return None
    if run.is_dir():
        rule = Text(
            f"这个文件夹不是求解结果（没有 {RECORD_NAME}）",
            f"this directory is no run: it holds no {RECORD_NAME}",
        )
        return _problem(run, rule, _runs_near(run, run.parent))
    if run.exists():
        rule = _of_a_file(sort_at(run))
        return _problem(run, rule, [run.parent] if _is_run(run.parent) else [])
    rule = Text("没有这个结果目录", "there is no such run directory")
    return _problem(run, rule, _runs_near(run.parent))


def _of_a_file(sort: Sort | None) -> Text:
    """Return what is wrong with a file given as a run: of which sort it is, where that is known."""
    if sort is None:
        return Text(
            "这里要写结果目录，而这是一个文件", "a run directory is needed here; this is a file"
        )
    return Text(
        f"这里要写结果目录，而这是{sort.name.zh}",
        f"a run directory is needed here; this is {sort.name.en}",
    )


def without_start(problem: Problem) -> Problem:
    """Return the problem of a run to start from, told what is simplest: not to start from it."""
    mend = Text(LEAVE_START_OUT.zh + problem.mend.zh, LEAVE_START_OUT.en + problem.mend.en)
    return replace(problem, mend=mend)


def _is_all_but_recorded(run: Path) -> bool:
    """Tell whether a run has lost its record alone: that is for those who read it to say."""
    return lists_record(run)


def run_manifest(run: Path) -> dict[str, FileRecord]:
    """Return the files a run consists of.

    Raises
    ------
    VerificationError
        If the manifest is lost or void beside a record: the run is damaged.
    FileSystemError
        If the system does not let it be read, or this is no run.
    """
    try:
        return read_manifest(run)
    except FileSystemError as error:
        why = error.__cause__
        is_refused = isinstance(why, OSError) and not isinstance(why, LOST)
        if is_refused or not (run / RECORD_NAME).is_file():
            raise
        raise VerificationError([str(error)]) from error


def lists_record(folder: Path) -> bool:
    """Tell whether a folder was published as a run: its manifest names a record."""
    try:
        return RECORD_NAME in read_manifest(folder)
    except FileSystemError:
        return False


def _runs_in(folder: Path) -> list[Path]:
    """Return the runs in a folder, by name."""
    try:
        return sorted(path for path in folder.iterdir() if _is_run(path))
    except OSError:
        return []


def _runs_near(*folders: Path) -> list[Path]:
    """Return the runs in the first of some folders that has any; runs usually lie in ``runs`` beside the scenarios."""
    usual = [*(folder / USUAL_FOLDER for folder in folders), Path(USUAL_FOLDER)]
    return next((runs for folder in (*folders, *usual) if (runs := _runs_in(folder))), [])


def _is_run(path: Path) -> bool:
    return path.is_dir() and (path / RECORD_NAME).is_file() and is_published(path)


def _problem(run: Path, rule: Text, runs: list[Path]) -> Problem:
    """Return the finding; what could be meant instead is named only if it is there."""
    mend = SOLVE_FIRST
    if runs:
        zh, en = listed(str(path) for path in runs[:MOST_NAMED])
        more = "…" if len(runs) > MOST_NAMED else ""
        mend = Text(
            f"已有的结果：{zh}{more}；否则{SOLVE_FIRST.zh}",
            f"The runs there are: {en}{more}. Otherwise {SOLVE_FIRST.en[0].lower()}{SOLVE_FIRST.en[1:]}",
        )
    return Problem(code="PL906", file=str(run), rule=rule, mend=mend)
