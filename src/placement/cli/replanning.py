"""The command replan: a plan taken up again in a later year."""
# ruff: noqa: PLC0415 - heavy imports inside the commands: --help answers at once

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape

from placement.cli.application import Screen, SpokenCommand, app
from placement.cli.document import print_document
from placement.cli.grouping import grouped
from placement.cli.options import RunFolder, TimeLimit, Wishes
from placement.cli.printing import consoles, print_where
from placement.cli.publishing import (
    NewRun,
    exit_code,
    run_document,
    show_summary,
    solve_and_publish,
)
from placement.cli.values import FILE, FOLDER, FOLDER_OR_FILE, YEAR
from placement.errors import Text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from placement.advice.telling import Chapter


WRITTEN = Text("续编的情景：", "Scenario written: ")


@dataclass(frozen=True)
class NewFacts:
    """What has become known since the run was made."""

    tables: Annotated[
        Path | None,
        typer.Option(
            metavar=FOLDER_OR_FILE,
            help="新的数据表：关停的网点、失去的用房…… · tables with the new facts",
        ),
    ] = None
    scenario: Annotated[
        Path | None,
        typer.Option(metavar=FILE, help="新的情景：预算、目标、锁定 · scenario with the new facts"),
    ] = None


@dataclass(frozen=True)
class Target:
    """Where the new run goes, and how long its solve may take."""

    out: Annotated[
        Path | None,
        typer.Option(
            metavar=FOLDER,
            help="写到哪里；不写则在原结果旁，与写出的情景同名 · "
            "where to write; beside the run, named as the scenario written, if not given",
        ),
    ] = None
    time_limit: TimeLimit = None
    force: Annotated[
        bool, typer.Option("--force", help="重写已写出的情景和目录 · write scenario and run anew")
    ] = False


@app.command(cls=SpokenCommand)
@grouped
def replan(
    run: RunFolder,
    year: Annotated[
        int, typer.Option("--from", metavar=YEAR, help="从哪年起重新规划 · first year planned anew")
    ],
    *,
    facts: NewFacts,
    target: Target,
    screen: Screen,
) -> None:
    """从某年起续编：已建成、已认定的保留，按新情况重新规划其余 · plan anew from a year on."""
    from placement.advice.replan.changes import changes_between
    from placement.advice.replan.changes_text import change_chapters
    from placement.advice.replan.numbers import circle_names
    from placement.advice.replan.prepare import Facts, default_out, prepare, remaining
    from placement.options import build_option_table
    from placement.plan import Plan
    from placement.planner import Earlier, Phases
    from placement.report.run.published import read_published

    published = read_published(run)
    plan = Plan.from_dict(published.record["plan"])
    news = Facts(facts.scenario, facts.tables)
    phases = Phases()
    with phases.phase("read"):
        prepared = prepare(published, plan, year, news, force=target.force, out=target.out)
    read = prepared.scenario
    out = target.out if target.out is not None else default_out(run, prepared.path)
    earlier = Earlier(remaining(plan, build_option_table(read), year))
    wishes = Wishes(time_limit=target.time_limit, force=target.force)
    new = solve_and_publish(read, out, wishes, screen, phases, earlier)
    changes = changes_between(published, plan, prepared, new.solved, year)
    if screen.as_json:
        written = {"scenario_file": prepared.path, "changes": changes}
        print_document("replan", run_document(new.target) | written, exit_code(new.solved.outcome))
    else:
        show_summary(new, screen)
        names = circle_names(published, prepared)
        _show(new, prepared.path, change_chapters(changes, new.target, names), screen)
    raise typer.Exit(exit_code(new.solved.outcome))


def _show(new: NewRun, scenario: Path, chapters: Iterator[Chapter], screen: Screen) -> None:
    """Print what changed, and what was written."""
    from placement.advice.telling import render
    from placement.report.speaker import Speaker

    console = consoles()[0]
    console.print(render(new.execution.scenario.name, chapters, Speaker(screen.lang.value)))
    console.print(f"\n{screen.say(WRITTEN)}{escape(str(scenario))}", soft_wrap=True)
    print_where(new.target, screen.lang, console)
