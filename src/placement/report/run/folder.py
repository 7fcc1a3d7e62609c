"""Whether what a command was given is the directory of a run, said before anything else is read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from shlex import quote

from placement.errors import (
    FileSystemError,
    Problem,
    Text,
    UnusableRunError,
    VerificationError,
    listed,
)
from placement.report.run.manifest import FileRecord, is_published, read_manifest
from placement.yamlfile import is_yaml, scenario_meant, sort_at
from placement.yamlfile.sorts import RECORD_NAME, SCENARIO

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
    meant = _scenario_of(run)
    if not run.exists():
        rule = Text("没有这个结果目录", "there is no such run directory")
        return _problem(run, rule, _or_solve(_runs_near(run.parent), meant))
    sort = sort_at(run)
    if sort is SCENARIO:
        return _problem(run, _instead_of_a_run(sort.name), _of_scenarios(run))
    if not run.is_dir():
        name = Text("一个文件", "a file") if sort is None else sort.name
        runs = [run.parent] if _is_run(run.parent) else []
        return _problem(run, _instead_of_a_run(name), _or_solve(runs, None))
    if meant is not None and meant == run.with_name(f"{run.name}.yaml"):
        name = Text(f"情景文件 {meant} 的数据文件夹", f"the folder of the scenario {meant}")
        return _problem(run, _instead_of_a_run(name), _of_scenarios(meant))
    rule = Text(
        f"这个文件夹不是求解结果（没有 {RECORD_NAME}）",
        f"this directory is no run: it holds no {RECORD_NAME}",
    )
    runs = _runs_near(run, run.parent)
    return _problem(run, rule, _or_solve(runs, meant or _some_scenario_in(run)))


def _instead_of_a_run(name: Text) -> Text:
    """Say what lies where a run was to be."""
    return Text(
        f"这里要写结果目录，而这是{name.zh}", f"a run directory is needed here; this is {name.en}"
    )


def _scenario_of(path: Path) -> Path | None:
    """Return the scenario that a path is the name or the folder of, ``None`` without any."""
    meant = scenario_meant(path)
    return meant if meant is not None and sort_at(meant) is SCENARIO else None


def _some_scenario_in(folder: Path) -> Path | None:
    """Return the first scenario in a folder, by name."""
    try:
        files = sorted(path for path in folder.iterdir() if is_yaml(path))
    except OSError:
        return None
    return next((path for path in files if sort_at(path) is SCENARIO), None)


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


def _or_solve(runs: list[Path], scenario: Path | None) -> Text:
    """Name the runs that could be meant, or say how to get one; what is named is there."""
    solve = SOLVE_FIRST if scenario is None else _solved_first(scenario)
    if not runs:
        return solve
    zh, en = listed(str(path) for path in runs[:MOST_NAMED])
    more = "…" if len(runs) > MOST_NAMED else ""
    return Text(
        f"已有的结果：{zh}{more}；否则{solve.zh}",
        f"The runs there are: {en}{more}. Otherwise {solve.en[0].lower()}{solve.en[1:]}",
    )


def _of_scenarios(scenario: Path) -> Text:
    """Say which commands take a scenario, and how to get its run for those that do not."""
    solve = _solved_first(scenario)
    return Text(
        f"情景文件由 placement check、solve、frontier 读取。{solve.zh}",
        f"Scenarios are for `placement check`, `solve` and `frontier`. {solve.en}",
    )


def _solved_first(scenario: Path) -> Text:
    """Say how a scenario is solved, and where its run is or will be."""
    run, solve = Path(USUAL_FOLDER) / scenario.stem, f"placement solve {quote(str(scenario))}"
    if _is_run(run):
        return Text(
            f"它的结果在 {run}；要重新求解：{solve}。",
            f"Its run is {run}; to solve it anew: {solve}.",
        )
    return Text(
        f"请先求解：{solve}，再写它的结果目录 {run}。",
        f"Solve it first: {solve}; then give the directory of its run, {run}.",
    )


def _problem(run: Path, rule: Text, mend: Text) -> Problem:
    return Problem(code="PL906", file=str(run), rule=rule, mend=mend)
