"""The command alternatives: other plans that are nearly as good."""
# ruff: noqa: PLC0415 - heavy imports inside the commands: --help answers at once

from __future__ import annotations

from fractions import Fraction
from typing import Annotated

import typer
from rich.markup import escape

from placement.cli.application import Screen, app
from placement.cli.document import print_document
from placement.cli.grouping import grouped
from placement.cli.options import RunFolder, Study
from placement.cli.printing import consoles
from placement.errors import UsageError

MOST_SHARE = 1


def share_of_text(text: str) -> Fraction:
    """Read ``1%``, ``0.5 %`` or ``0.01``.

    Raises
    ------
    UsageError
        If it is no share from 0 to 1.
    """
    plain, percent, rest = text.strip().replace("％", "%").partition("%")
    try:
        share = Fraction(plain.strip()) / (100 if percent else 1)
    except (ValueError, ZeroDivisionError):
        share = Fraction(-1)
    if rest.strip() or not 0 <= share <= MOST_SHARE:
        message = f"--within 应为 0 至 100 % 的比例，如 1%：{text}\n--within is a share such as 1%: {text}"
        raise UsageError(message)
    return share


@app.command()
@grouped
def alternatives(
    run: RunFolder,
    within: Annotated[
        str, typer.Option(help="每一步目标最多差多少，如 1% · how far behind")
    ] = "1%",
    count: Annotated[int, typer.Option(min=1, max=20, help="最多几个 · how many at most")] = 4,
    *,
    study: Study,
    screen: Screen,
) -> None:
    """差不多好而点位尽量不同的方案 · plans nearly as good that differ as much as possible."""
    from placement.advice.alternatives.differing import find_alternatives
    from placement.advice.alternatives.files import write_alternatives
    from placement.advice.alternatives.tables import plans_table, sites_table
    from placement.advice.alternatives.text import alternative_chapters
    from placement.advice.opened import open_run
    from placement.advice.telling import render
    from placement.engine.watch import Watch, stop_on_signals
    from placement.report.publish import RunDirectory
    from placement.report.speaker import Speaker

    share, opened = share_of_text(within), open_run(run)
    own = count * float(opened.scenario.solver.time_limit_s)
    limit = own if study.time_limit is None else study.time_limit
    target = study.out if study.out is not None else run.with_name(f"{run.name}-alternatives")
    watch, say = Watch(time_limit_s=limit), Speaker(screen.lang.value)
    with RunDirectory(target, force=study.force) as directory, stop_on_signals(watch):
        others = list(find_alternatives(opened, share, count, watch))
        plans, sites = plans_table(opened, others), sites_table(opened, others)
        chapters = list(alternative_chapters(plans, sites, within))
        write_alternatives(directory.staging, opened, (plans, sites), chapters, say)
    if screen.as_json:
        content = {"directory": target, "run": run, "synthetic": opened.scenario.synthetic}
        tables = {"plans": plans.to_dict("records"), "sites": sites.to_dict("records")}
        print_document("alternatives", content | tables)
        return
    console = consoles()[0]
    console.print(render(opened.scenario.name, chapters, say))
    console.print(f"\n{escape(str(target))}")
