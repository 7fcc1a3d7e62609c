"""The command solve: one scenario, or several side by side."""
# ruff: noqa: PLC0415 - heavy imports inside the commands: --help answers at once

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from placement.cli.application import Screen, SpokenCommand, app
from placement.cli.document import print_document
from placement.cli.grouping import grouped
from placement.cli.options import ScenarioFiles, Wishes
from placement.cli.publishing import (
    exit_code,
    run_document,
    show_summary,
    solve_and_publish,
)
from placement.cli.sweeping import solve_several
from placement.cli.values import COUNT, FOLDER


@app.command(cls=SpokenCommand)
@grouped
def solve(
    scenarios: ScenarioFiles,
    out: Annotated[
        Path | None,
        typer.Option(
            metavar=FOLDER,
            help="结果目录，默认 runs/<情景文件名>；几个情景时为其上级目录 · run directory, or the folder"
            " above them for several scenarios",
        ),
    ] = None,
    jobs: Annotated[
        int | None,
        typer.Option(min=1, metavar=COUNT, help="几个情景时同时求解几个 · solves at a time"),
    ] = None,
    *,
    wishes: Wishes,
    screen: Screen,
) -> None:
    """求解并发布经审计的方案，可一次给出几个情景 · solve and publish the audited plan, or several."""
    if len(scenarios) == 1:
        target = out if out is not None else Path("runs") / scenarios[0].stem
        code = _solve_one(scenarios[0], target, wishes, screen)
    else:
        folder = Path("runs") if out is None else out
        code = solve_several(scenarios, folder, wishes, screen, jobs)
    raise typer.Exit(code)


def _solve_one(scenario: Path, target: Path, wishes: Wishes, screen: Screen) -> int:
    from placement.planner import Phases
    from placement.report.run.earlier import read_earlier
    from placement.scenario.reader import read_scenario

    phases = Phases()
    with phases.phase("read"):
        # First: a run that cannot be used is said before the tables are read.
        earlier = None if wishes.start is None else read_earlier(wishes.start)
        read = read_scenario(scenario)
    run = solve_and_publish(read, target, wishes, screen, phases, earlier)
    code = exit_code(run.solved.outcome)
    if screen.as_json:
        print_document("solve", run_document(target), code)
    else:
        show_summary(run, screen)
    return code
