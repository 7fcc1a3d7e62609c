"""The command explain: why a circle, a site or a target is as the plan has it."""
# ruff: noqa: PLC0415 - heavy imports inside the commands: --help answers at once

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from placement.cli.application import Screen, app
from placement.cli.document import print_document
from placement.cli.grouping import grouped
from placement.cli.options import RunFolder
from placement.cli.printing import consoles
from placement.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from placement.advice.opened import OpenRun
    from placement.advice.telling import Chapter
    from placement.engine.watch import Watch

USUAL_SECONDS = 60.0


@app.command()
@grouped
def explain(
    run: RunFolder,
    circle: Annotated[str | None, typer.Option(help="生活圈编号 · circle")] = None,
    site: Annotated[
        str | None, typer.Option(help="用房编号，或 生活圈@业态 · premises, or circle@format")
    ] = None,
    target: Annotated[str | None, typer.Option(help="任务编号，见 targets.csv · target")] = None,
    time_limit: Annotated[
        float, typer.Option(min=0, help="反算的时限（秒） · seconds for what is solved anew")
    ] = USUAL_SECONDS,
    *,
    screen: Screen,
) -> None:
    """说明理由：一个生活圈、点位或任务；都不给时列出吃紧的任务和资金 · say why."""
    from placement.advice.opened import open_run
    from placement.advice.telling import render
    from placement.engine.guard import guarded
    from placement.engine.watch import Watch
    from placement.report.speaker import Speaker

    if sum(asked is not None for asked in (circle, site, target)) > 1:
        message = "--circle、--site、--target 只能给一个\ngive one of --circle, --site and --target"
        raise UsageError(message)
    opened, watch = open_run(run), Watch(time_limit_s=time_limit)
    with guarded(watch):
        title, found, chapters = _explained(opened, watch, circle, site, target)
    if screen.as_json:
        synthetic = opened.scenario.synthetic
        print_document("explain", {"run": run, "synthetic": synthetic, "found": found})
        return
    consoles()[0].print(render(title, chapters, Speaker(screen.lang.value)))


def _explained(
    run: OpenRun, watch: Watch, circle: str | None, site: str | None, target: str | None
) -> tuple[str, object, Iterator[Chapter]]:
    """Return title, findings and chapters of what is asked for."""
    from placement.advice.explain.bottlenecks import overview
    from placement.advice.explain.circle import explain_circle
    from placement.advice.explain.circle_text import circle_chapters
    from placement.advice.explain.site import explain_site
    from placement.advice.explain.site_text import site_chapters
    from placement.advice.explain.target import explain_target
    from placement.advice.explain.target_text import overview_chapters, target_chapters

    if circle is not None:
        of_circle = explain_circle(run, circle, watch)
        return f"{circle} {of_circle.name}", of_circle, circle_chapters(of_circle)
    if site is not None:
        of_site = explain_site(run, site, watch)
        return f"{site} {of_site.name}", of_site, site_chapters(of_site)
    if target is not None:
        of_target = explain_target(run, target, watch)
        return f"{target} {of_target.name}", of_target, target_chapters(of_target)
    all_of_it = overview(run)
    return run.scenario.name, all_of_it, overview_chapters(all_of_it)
