"""Options that several commands take, alone and in groups."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from placement.cli.usage import not_finite
from placement.errors import UnusableRunError, UsageError
from placement.report.run.folder import check_run_folders, run_problem, without_start


def finite(param: typer.CallbackParam, number: float | None) -> float | None:
    """Refuse numbers that are none."""
    if number is not None and not math.isfinite(number):
        raise not_finite(max(param.opts, key=len), number)
    return number


def scenario_file(scenario: Path) -> Path:
    """Refuse the mere name of a scenario, with the file that is meant."""
    named = (
        scenario.with_name(f"{scenario.name}.yaml"),
        SCENARIOS / scenario.name,
        SCENARIOS / f"{scenario.name}.yaml",
    )
    meant = next((path for path in named if path.is_file()), None)
    if scenario.is_file() or meant is None:
        return scenario
    raise UsageError(
        f"没有文件“{scenario}”。您是否想写“{meant}”？\nthere is no file “{scenario}”. Did you mean “{meant}”?"
    )


def scenario_list(scenarios: list[Path]) -> list[Path]:
    """Refuse mere names of scenarios."""
    return [scenario_file(scenario) for scenario in scenarios]


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


SCENARIOS = Path("scenarios")
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
OutFolder = Annotated[Path | None, typer.Option("--out", help="写到哪里 · where to write")]
TimeLimit = Annotated[
    float | None,
    typer.Option("--time-limit", min=0, callback=finite, help="时限（秒） · time limit in seconds"),
]
TimeLimitForAll = Annotated[
    float | None,
    typer.Option(
        "--time-limit",
        min=0,
        callback=finite,
        help="几次求解合计时限（秒） · seconds for all solves together",
    ),
]
StartRun = Annotated[
    Path | None,
    typer.Option(
        "--start",
        callback=start_folder,
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
            min=0, max=1, callback=finite, help="可接受的相对差距 · accepted relative gap"
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
