"""Commands that solve many variants of a scenario or a run: frontier."""
# ruff: noqa: PLC0415 - heavy imports inside the commands: --help answers at once

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape

from placement.cli.application import Language, Screen, SpokenCommand, app, in_language
from placement.cli.document import print_document
from placement.cli.grouping import grouped
from placement.cli.options import ScenarioFile, StartRun, Study, finite
from placement.cli.printing import consoles, print_problems, print_unread, print_where
from placement.cli.publishing import INTERRUPTED, LIMIT, OK
from placement.cli.values import COUNT, ID_OR_NAME, TIMES
from placement.errors import Text

if TYPE_CHECKING:
    import pandas as pd

    from placement.advice.frontier.ladder import Ladder, Patience
    from placement.advice.frontier.tables import Frontier
    from placement.engine import Watch

CLIMBED = Text(
    "{n}/{all} 档：额度 {share:.0%} 完成", "{n}/{all}: step at {share:.0%} of the cap done"
)
CUT_SHORT = Text(
    "{n}/{all} 档：额度 {share:.0%} 中断，没有求完",
    "{n}/{all}: step at {share:.0%} of the cap interrupted",
)
NESTING = Text("逐级包含", "nested")


@dataclass(frozen=True)
class Steps:
    """Which budgets are tried."""

    steps: Annotated[
        int, typer.Option(min=1, max=100, metavar=COUNT, help="分几档 · number of steps")
    ] = 10
    most: Annotated[
        float,
        typer.Option(
            min=0.01,
            max=100,
            callback=finite,
            metavar=TIMES,
            help="最高到现额度的几倍 · largest multiple",
        ),
    ] = 1.0
    nested: Annotated[
        bool,
        typer.Option(
            "--nested", help="另求每档包含前一档的方案 · also plans that contain smaller ones"
        ),
    ] = False


@app.command(cls=SpokenCommand)
@grouped
def frontier(
    scenario: ScenarioFile,
    budget: Annotated[
        str,
        typer.Option(metavar=ID_OR_NAME, help="资金渠道编号或名称 · id or name of a budget line"),
    ],
    *,
    steps: Steps,
    start: StartRun = None,
    study: Study,
    screen: Screen,
) -> None:
    """预算阶梯：一条渠道从零到若干倍，各能做到什么 · what growing budgets reach."""
    from placement.advice.asked import BUDGET, budgets_called, id_of
    from placement.advice.frontier.files import write_frontier
    from placement.advice.frontier.ladder import Ladder, shares_of
    from placement.advice.frontier.tables import frontier_table
    from placement.options import build_option_table
    from placement.report.run.earlier import read_earlier
    from placement.report.run.publish import RunDirectory
    from placement.report.speaker import Speaker
    from placement.scenario.checks import check_output_path
    from placement.scenario.reader import read_scenario

    earlier = None if start is None else read_earlier(start)
    read, most = read_scenario(scenario), Fraction(str(steps.most))
    target = study.out if study.out is not None else Path("runs") / f"{scenario.stem}-frontier"
    check_output_path(target, read.files)
    print_problems(read.warnings, screen.lang, consoles()[1])
    line = id_of(BUDGET, budget, budgets_called(read))  # refuses an unknown one before any work
    if earlier is not None:
        print_unread(earlier.unread, screen.lang, consoles()[1])
    shares = shares_of(steps.steps, most)
    ladder = Ladder(read, build_option_table(read), line, shares, earlier)
    with RunDirectory(target, force=study.force) as directory:
        found = _climb(ladder, study.time_limit, steps.nested, screen.lang)
        table = frontier_table(found)
        write_frontier(directory.staging, found, table, Speaker(screen.lang.value))
    _tell(target, found, table, screen)
    raise typer.Exit(_code(found))


def _tell(target: Path, found: Frontier, table: pd.DataFrame, screen: Screen) -> None:
    from placement.advice.frontier.tables import site_order
    from placement.advice.frontier.text import frontier_chapters
    from placement.advice.telling import render
    from placement.report.speaker import Speaker

    read = found.scenario
    if screen.as_json:
        content = {"directory": target, "budget": found.budget_id, "synthetic": read.synthetic}
        rows = {"rungs": table.to_dict("records"), "sites": site_order(found).to_dict("records")}
        print_document("frontier", content | rows, _code(found))
        return
    console = consoles()[0]
    console.print(render(read.name, frontier_chapters(found, table), Speaker(screen.lang.value)))
    print_where(target, screen.lang, console)


def _climb(ladder: Ladder, time_limit: float | None, nested: bool, lang: Language) -> Frontier:
    """Climb the ladder, with nested plans as well if asked; tell each step on standard error."""
    from placement.advice.frontier.climbing import climb_free, climb_nested, with_nested
    from placement.advice.frontier.ladder import LEAST_REST_S, Rung
    from placement.advice.frontier.tables import Frontier
    from placement.engine import guarded, reserved, stop_on_signals

    err = consoles()[1]
    own = float(ladder.scenario.solver.time_limit_s)
    watch, patience = _patience(own, time_limit, nested)

    def telling(mark: str) -> Callable[[Rung], None]:
        told: list[Rung] = []

        def tell(rung: Rung) -> None:
            told.append(rung)
            done = CUT_SHORT if rung.is_interrupted else CLIMBED
            line = in_language(done, lang).format(
                n=len(told), all=len(ladder.shares), share=float(rung.share)
            )
            err.print(f"  {escape(mark + line)}")

        return tell

    with stop_on_signals(watch), guarded(watch), reserved(watch):
        free = climb_free(ladder, watch, patience, telling(""))
        part = watch.inner(min(watch.remaining_s, max(LEAST_REST_S, watch.seconds)))
        mark = f"{in_language(NESTING, lang)} "
        within = climb_nested(ladder, free, part, telling(mark)) if nested else ()
    free = with_nested(free, within) if nested else free
    return Frontier(ladder.scenario, ladder.budget_id, free, within)


def _patience(own_s: float, asked_s: float | None, nested: bool) -> tuple[Watch, Patience]:
    """Return the clock and how it is shared out: a third for the largest budget, unless it needs less."""
    from placement.advice.frontier.ladder import Patience
    from placement.engine import Watch

    if asked_s is None:
        return Watch(), Patience(own_s)
    whole = asked_s / 2 if nested else asked_s
    return Watch(time_limit_s=asked_s), Patience(whole / 3, 2 * whole / 3)


def _code(found: Frontier) -> int:
    """Return 0 where every rung is proven, 11 where an interrupt cut one short, else 10."""
    rungs = (*found.free, *found.nested)
    if any(rung.is_interrupted for rung in rungs):
        return INTERRUPTED
    return OK if all(rung.is_proven or rung.decisions is None for rung in rungs) else LIMIT
