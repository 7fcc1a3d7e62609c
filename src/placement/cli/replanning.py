"""The command replan: a plan taken up again in a later year."""
# ruff: noqa: PLC0415 - heavy imports inside the commands: --help answers at once

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from placement.cli.application import (
    DebugOption,
    JsonOption,
    Language,
    LanguageOption,
    app,
)
from placement.cli.document import print_document
from placement.cli.options import OutFolder, RunFolder, TimeLimit
from placement.cli.printing import consoles
from placement.cli.publishing import (
    Wishes,
    exit_code,
    run_document,
    show_summary,
    solve_and_publish,
)


@app.command()
def replan(
    run: RunFolder,
    year: Annotated[int, typer.Option("--from", help="从哪年起重新规划 · first year planned anew")],
    tables: Annotated[
        Path | None,
        typer.Option(help="新的数据表：关停的网点、失去的用房…… · tables with the new facts"),
    ] = None,
    scenario: Annotated[
        Path | None, typer.Option(help="新的情景：预算、目标、锁定 · scenario with the new facts")
    ] = None,
    out: OutFolder = None,
    time_limit: TimeLimit = None,
    force: Annotated[
        bool, typer.Option("--force", help="重写已写出的情景和目录 · write scenario and run anew")
    ] = False,
    lang: LanguageOption = Language.zh,
    as_json: JsonOption = False,
    _debug: DebugOption = False,
) -> None:
    """从某年起续编：已建成、已认定的保留，按新情况重新规划其余 · plan anew from a year on."""
    from placement.advice.replan.changes import changes_between
    from placement.advice.replan.changes_text import change_chapters
    from placement.advice.replan.prepare import Facts, default_out, prepare, remaining
    from placement.advice.telling import render
    from placement.options import build_option_table
    from placement.plan import Plan
    from placement.planner import Earlier, Phases
    from placement.report.published import read_published
    from placement.report.summary_tables import Speaker
    from placement.scenario.reader import read_scenario

    published = read_published(run)
    plan = Plan.from_dict(published.record["plan"])
    prepared = prepare(published, plan, year, Facts(scenario, tables), force=force)
    target = out if out is not None else default_out(run, year)
    phases = Phases()
    with phases.phase("read"):
        read = read_scenario(prepared.path)
    earlier = Earlier(remaining(plan, build_option_table(read), year))
    wishes = Wishes(lang, as_json, time_limit, force)
    solved = solve_and_publish(read, target, wishes, phases, earlier)
    changes = changes_between(published, plan, prepared, solved, year)
    code = exit_code(solved.outcome)
    if as_json:
        written = {"scenario_file": prepared.path, "changes": changes}
        print_document("replan", run_document(target) | written, code)
    else:
        show_summary(read, solved, phases, target, lang)
        console = consoles()[0]
        console.print(render(read.name, change_chapters(changes), Speaker(lang.value)))
        console.print(f"\n{escape(str(prepared.path))}")
    raise typer.Exit(code)
