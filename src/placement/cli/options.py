"""Options that several commands take, alone and in groups."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from placement.cli.usage import not_finite
from placement.cli.values import FOLDER, SECONDS, SHARE
from placement.errors import Text, UnusableRunError, UsageError
from placement.report.run.folder import check_run_folders, run_problem, without_start
from placement.yamlfile import scenario_meant


def finite(param: typer.CallbackParam, number: float | None) -> float | None:
    """Refuse numbers that are none."""
    if number is not None and not math.isfinite(number):
        raise not_finite(max(param.opts, key=len), number)
    return number


def scenario_file(scenario: Path) -> Path:
    """Refuse the mere name or the folder of a scenario, with the file that is meant."""
    return scenario_list([scenario])[0]


def scenario_list(scenarios: list[Path]) -> list[Path]:
    """Refuse mere names and folders of scenarios, all at once."""
    said = [text for text in map(_no_scenario, scenarios) if text is not None]
    if said:
        zh, en = ("".join(text.zh for text in said), " ".join(text.en for text in said))
        raise UsageError(f"{zh}\n{en}")
    return scenarios


def _no_scenario(path: Path) -> Text | None:
    """Say which file is meant by a path that is none, ``None`` for a file and where no file is near."""
    meant = scenario_meant(path)
    if path.is_file() or meant is None:
        return None
    guess = Text(f"您是否想写“{meant}”？", f"Did you mean “{meant}”?")
    if path.is_dir():
        return Text(
            f"“{path}”是文件夹，不是情景文件。{guess.zh}",
            f"“{path}” is a folder, not a scenario file. {guess.en}",
        )
    return Text(f"没有文件“{path}”。{guess.zh}", f"there is no file “{path}”. {guess.en}")


def run_folder(run: Path) -> Path:
    """Refuse what is no run before anything is read."""
    check_run_folders([run])
    return run


def start_folder(run: Path | None) -> Path | None:
    """Refuse what is no run to start from; a solve does without."""
    problem = None if run is None else run_problem(run)
    if problem is not None:
        raise UnusableRunError([without_start(problem)])
    return run


def run_list(runs: list[Path]) -> list[Path]:
    """Refuse what are no runs, all at once."""
    check_run_folders(runs)
    return runs


ScenarioFile = Annotated[
    Path, typer.Argument(help="情景文件 · scenario file (.yaml)", callback=scenario_file)
]
ScenarioFiles = Annotated[
    list[Path],
    typer.Argument(help="一个或几个情景文件 · scenario files (.yaml)", callback=scenario_list),
]
RunFolder = Annotated[Path, typer.Argument(help="结果目录 · run directory", callback=run_folder)]
RunFolders = Annotated[
    list[Path], typer.Argument(help="两个以上结果目录 · run directories", callback=run_list)
]
OutFolder = Annotated[
    Path | None, typer.Option("--out", metavar=FOLDER, help="写到哪里 · where to write")
]
TimeLimit = Annotated[
    float | None,
    typer.Option(
        "--time-limit",
        min=0,
        callback=finite,
        metavar=SECONDS,
        help="时限（秒） · time limit in seconds",
    ),
]
TimeLimitForAll = Annotated[
    float | None,
    typer.Option(
        "--time-limit",
        min=0,
        callback=finite,
        metavar=SECONDS,
        help="几次求解合计时限（秒） · seconds for all solves together",
    ),
]
StartRun = Annotated[
    Path | None,
    typer.Option(
        "--start",
        callback=start_folder,
        metavar=FOLDER,
        help="从已有结果出发（改了预算、锁定、造价之后） · start from an earlier run",
    ),
]
MoveAside = Annotated[
    bool,
    typer.Option("--force", help="目录不是本软件的结果时移开 · move a foreign directory aside"),
]


@dataclass(frozen=True)
class Wishes:
    """What is asked of a solve."""

    time_limit: TimeLimit = None
    gap: Annotated[
        float | None,
        typer.Option(
            min=0,
            max=1,
            callback=finite,
            metavar=SHARE,
            help="可接受的相对差距 · accepted relative gap",
        ),
    ] = None
    start: StartRun = None
    force: MoveAside = False


@dataclass(frozen=True)
class Study:
    """Where the outcome of many solves goes, and how long they may take together."""

    out: OutFolder = None
    time_limit: TimeLimitForAll = None
    force: MoveAside = False
