"""The command solve: one scenario, or several side by side."""
# ruff: noqa: PLC0415 - heavy imports inside the commands: --help answers at once

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from placement.cli.application import DebugOption, JsonOption, Language, LanguageOption, app
from placement.cli.document import print_document
from placement.cli.options import MoveAside, TimeLimit, finite
from placement.cli.publishing import (
    Wishes,
    exit_code,
    run_document,
    show_summary,
    solve_and_publish,
)
from placement.cli.sweeping import solve_several


@app.command()
def solve(
    scenarios: Annotated[
        list[Path], typer.Argument(help="一个或几个情景文件 · scenario files (.yaml)")
    ],
    out: Annotated[
        Path | None,
        typer.Option(
            help="结果目录，默认 runs/<情景文件名>；几个情景时为其上级目录 · run directory, or the folder"
            " above them for several scenarios"
        ),
    ] = None,
    time_limit: TimeLimit = None,
    gap: Annotated[
        float | None,
        typer.Option(
            min=0, max=1, callback=finite, help="可接受的相对差距 · accepted relative gap"
        ),
    ] = None,
    start: Annotated[
        Path | None,
        typer.Option(help="从已有结果出发（改了预算、锁定、造价之后） · start from an earlier run"),
    ] = None,
    jobs: Annotated[
        int | None, typer.Option(min=1, help="几个情景时同时求解几个 · solves at a time")
    ] = None,
    force: MoveAside = False,
    lang: LanguageOption = Language.zh,
    as_json: JsonOption = False,
    _debug: DebugOption = False,
) -> None:
    """求解并发布经审计的方案，可一次给出几个情景 · solve and publish the audited plan, or several."""
    wishes = Wishes(lang, as_json, time_limit, force, gap, start)
    if len(scenarios) == 1:
        target = out if out is not None else Path("runs") / scenarios[0].stem
        code = _solve_one(scenarios[0], target, wishes)
    else:
        folder = Path("runs") if out is None else out
        code = solve_several(scenarios, folder, wishes, jobs)
    raise typer.Exit(code)


def _solve_one(scenario: Path, target: Path, wishes: Wishes) -> int:
    from placement.planner import Earlier, Phases
    from placement.report.run_claims import read_plan, read_records
    from placement.scenario.reader import read_scenario

    phases = Phases()
    with phases.phase("read"):
        read = read_scenario(scenario)
    earlier = None
    if wishes.start is not None:
        earlier = Earlier(read_plan(wishes.start), read_records(wishes.start))
    solved = solve_and_publish(read, target, wishes, phases, earlier)
    code = exit_code(solved.outcome)
    if wishes.as_json:
        print_document("solve", run_document(target), code)
    else:
        show_summary(read, solved, phases, target, wishes.lang)
    return code
