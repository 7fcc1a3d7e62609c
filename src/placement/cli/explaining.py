"""The command explain: why a circle, a site or a target is as the plan has it."""
# ruff: noqa: PLC0415 - heavy imports inside the commands: --help answers at once

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from placement.cli.application import Screen, SpokenCommand, app
from placement.cli.document import print_document
from placement.cli.grouping import grouped
from placement.cli.options import MoveAside, RunFolder, Wishes
from placement.cli.printing import consoles, print_warning
from placement.cli.publishing import (
    NewRun,
    exit_code,
    run_document,
    show_summary,
    solve_and_publish,
)
from placement.cli.values import FOLDER, ID_OR_NAME, SECONDS
from placement.errors import Text, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from placement.advice.opened import OpenRun
    from placement.advice.telling import Chapter
    from placement.engine import Watch

USUAL_SECONDS = 60.0
NOTHING_BETTER = Text(
    "没有找到只改这个生活圈就更好的方案，没有写出结果",
    "no better plan that differs in this circle alone was found; nothing was written",
)


@dataclass(frozen=True)
class About:
    """What is to be explained."""

    circle: Annotated[
        str | None,
        typer.Option(metavar=ID_OR_NAME, help="生活圈编号或名称 · id or name of a circle"),
    ] = None
    site: Annotated[
        str | None,
        typer.Option(
            metavar=ID_OR_NAME,
            help="用房编号或名称，或 生活圈@业态 · id or name of premises, or circle@format",
        ),
    ] = None
    target: Annotated[
        str | None,
        typer.Option(
            metavar=ID_OR_NAME,
            help="任务编号或名称，见 targets.csv · id or name of a target, see targets.csv",
        ),
    ] = None


@dataclass(frozen=True)
class Taking:
    """How long to look, and where a better plan that is found goes."""

    out: Annotated[
        Path | None,
        typer.Option(
            metavar=FOLDER,
            help="与 --circle 合用：方案能改进时，采用改进的方案接着求解，写到这里 · with --circle: take a better plan"
            " over, go on solving and write it here",
        ),
    ] = None
    time_limit: Annotated[
        float,
        typer.Option(
            min=0, metavar=SECONDS, help="反算的时限（秒） · seconds for what is solved anew"
        ),
    ] = USUAL_SECONDS
    force: MoveAside = False


@app.command(cls=SpokenCommand)
@grouped
def explain(
    run: RunFolder,
    *,
    about: About,
    taking: Taking,
    screen: Screen,
) -> None:
    """说明理由：一个生活圈、点位或任务；都不给时列出吃紧的任务和资金 · say why a circle, a site or a target is as it is; without one, what binds."""
    from placement.advice.opened import open_run
    from placement.advice.telling import render
    from placement.engine import Watch, guarded, reserved
    from placement.report.speaker import Speaker

    if sum(asked is not None for asked in (about.circle, about.site, about.target)) > 1:
        message = "--circle、--site、--target 只能给一个\ngive one of --circle, --site and --target"
        raise UsageError(message)
    if taking.out is not None and about.circle is None:
        raise UsageError("--out 只与 --circle 合用\n--out goes with --circle only")
    opened, watch = open_run(run), Watch(time_limit_s=taking.time_limit)
    with guarded(watch), reserved(watch):
        (name, asked), found, chapters = _explained(opened, watch, about)
    new = None if taking.out is None else _take_over(opened, found, taking, screen)
    code = 0 if new is None else exit_code(new.solved.outcome)
    if screen.as_json:
        document = {"run": run, "synthetic": opened.scenario.synthetic, "found": found}
        written = {} if new is None else {"written": run_document(new.target)}
        print_document("explain", document | written, code)
    else:
        consoles()[0].print(render(name, chapters, Speaker(screen.lang.value), beside=asked))
        if new is not None:
            show_summary(new, screen)
    raise typer.Exit(code)


def _take_over(opened: OpenRun, found: object, taking: Taking, screen: Screen) -> NewRun | None:
    """Publish the better plan that was found, solved on in the time asked for; say so where there is none."""
    from placement.advice.explain.circle import CircleExplanation
    from placement.planner import Earlier, Phases
    from placement.report.run.earlier import read_records

    better = found.better if isinstance(found, CircleExplanation) else None
    if better is None or taking.out is None:
        print_warning(screen.say(NOTHING_BETTER), consoles()[1])
        return None
    earlier = Earlier(better.plan, read_records(opened.path))
    wishes = Wishes(time_limit=taking.time_limit, force=taking.force)
    return solve_and_publish(opened.scenario, taking.out, wishes, screen, Phases(), earlier)


def _explained(
    run: OpenRun, watch: Watch, about: About
) -> tuple[tuple[str, str], object, Iterator[Chapter]]:
    """Return name and id, findings and chapters of what is asked for."""
    from placement.advice.explain.bottlenecks import overview
    from placement.advice.explain.circle import explain_circle
    from placement.advice.explain.circle_text import circle_chapters
    from placement.advice.explain.site import explain_site
    from placement.advice.explain.site_text import site_chapters
    from placement.advice.explain.target import explain_target
    from placement.advice.explain.target_text import overview_chapters, target_chapters

    if about.circle is not None:
        of_circle = explain_circle(run, about.circle, watch)
        return (of_circle.name, of_circle.circle_id), of_circle, circle_chapters(of_circle)
    if about.site is not None:
        of_site = explain_site(run, about.site, watch)
        return (of_site.name, of_site.site_id), of_site, site_chapters(of_site)
    if about.target is not None:
        of_target = explain_target(run, about.target, watch)
        return (of_target.name, of_target.target_id), of_target, target_chapters(of_target)
    all_of_it = overview(run)
    return (run.scenario.name, ""), all_of_it, overview_chapters(all_of_it)
