"""The command explain: why a circle, a site or a target is as the plan has it."""
# ruff: noqa: PLC0415 - heavy imports inside the commands: --help answers at once

from __future__ import annotations

from typing import Annotated

import typer

from placement.cli.application import (
    DebugOption,
    JsonOption,
    Language,
    LanguageOption,
    RunFolder,
    app,
)
from placement.cli.document import print_document
from placement.cli.printing import consoles
from placement.errors import UsageError

USUAL_SECONDS = 60.0


@app.command()
def explain(
    run: RunFolder,
    circle: Annotated[str | None, typer.Option(help="生活圈编号 · circle")] = None,
    site: Annotated[
        str | None, typer.Option(help="用房编号，或 生活圈@业态 · premises, or circle@format")
    ] = None,
    time_limit: Annotated[
        float, typer.Option(min=0, help="反算的时限（秒） · seconds for what is solved anew")
    ] = USUAL_SECONDS,
    lang: LanguageOption = Language.zh,
    as_json: JsonOption = False,
    _debug: DebugOption = False,
) -> None:
    """说明理由：一个生活圈或一处点位 · say why: of a circle or of a site."""
    from placement.advice.circle_text import circle_chapters
    from placement.advice.explain_circle import explain_circle
    from placement.advice.explain_site import explain_site
    from placement.advice.opened import open_run
    from placement.advice.site_text import site_chapters
    from placement.advice.telling import render
    from placement.engine.watch import Watch
    from placement.report.summary_tables import Speaker

    if (circle is None) == (site is None):
        message = "请给出 --circle 或 --site 之一\ngive either --circle or --site"
        raise UsageError(message)
    opened, watch = open_run(run), Watch(time_limit_s=time_limit)
    if circle is not None:
        about = explain_circle(opened, circle, watch)
        title, chapters = f"{circle} {about.name}", circle_chapters(about)
        found: object = about
    else:
        of_site = explain_site(opened, str(site), watch)
        title, chapters = f"{site} {of_site.name}", site_chapters(of_site)
        found = of_site
    if as_json:
        print_document(
            "explain", {"run": run, "synthetic": opened.scenario.synthetic, "found": found}
        )
        return
    consoles()[0].print(render(title, chapters, Speaker(lang.value)))
