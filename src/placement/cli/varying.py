"""The command alternatives: other plans that are nearly as good."""
# ruff: noqa: PLC0415 - heavy imports inside the commands: --help answers at once

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape

from placement.cli.application import Language, Screen, SpokenCommand, app, in_language
from placement.cli.document import print_document
from placement.cli.grouping import grouped
from placement.cli.options import RunFolder, Study
from placement.cli.printing import consoles, print_where
from placement.cli.values import COUNT, SHARE
from placement.errors import Text, UsageError

if TYPE_CHECKING:
    from placement.advice.alternatives.differing import Alternative
    from placement.advice.opened import OpenRun
    from placement.engine import Watch

MOST_SHARE = 1
LOOKING = Text(
    "方案 {n}/{all}：正在找（至多 {s:.0f} 秒）", "plan {n}/{all}: looking (at most {s:.0f} s)"
)
FOUND = Text(
    "方案 {n}/{all}：用时 {s:.0f} 秒，{k} 处点位前面的方案已用",
    "plan {n}/{all}: {s:.0f} s, {k} of its sites are in earlier plans",
)


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


@app.command(cls=SpokenCommand)
@grouped
def alternatives(
    run: RunFolder,
    within: Annotated[
        str, typer.Option(metavar=SHARE, help="每一步目标最多差多少，如 1% · how far behind")
    ] = "1%",
    count: Annotated[
        int, typer.Option(min=1, max=20, metavar=COUNT, help="最多几个 · how many at most")
    ] = 4,
    *,
    study: Study,
    screen: Screen,
) -> None:
    """差不多好而点位尽量不同的方案 · plans nearly as good that differ as much as possible."""
    from placement.advice.alternatives.files import write_alternatives
    from placement.advice.alternatives.tables import plans_table, sites_table
    from placement.advice.alternatives.text import alternative_chapters
    from placement.advice.opened import open_run
    from placement.advice.telling import render
    from placement.engine import Watch, guarded, reserved, stop_on_signals
    from placement.report.run.publish import RunDirectory
    from placement.report.speaker import Speaker

    share, opened = share_of_text(within), open_run(run)
    own = count * float(opened.scenario.solver.time_limit_s)
    limit = own if study.time_limit is None else study.time_limit
    target = study.out if study.out is not None else run.with_name(f"{run.name}-alternatives")
    watch, say = Watch(time_limit_s=limit), Speaker(screen.lang.value)
    with RunDirectory(target, force=study.force) as directory, stop_on_signals(watch):
        with guarded(watch), reserved(watch):
            others = _find(opened, (share, count), watch, screen.lang)
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
    print_where(target, screen.lang, console)


def _find(
    run: OpenRun, asked: tuple[Fraction, int], watch: Watch, lang: Language
) -> list[Alternative]:
    """Look for the plans; tell on standard error which is being looked for, and each that is found."""
    from placement.advice.alternatives.differing import find_alternatives

    err, (share, count) = consoles()[1], asked
    looking, done = in_language(LOOKING, lang), in_language(FOUND, lang)
    others: list[Alternative] = []
    plans = find_alternatives(run, share, count, watch)
    for n in range(1, count + 1):
        begun = watch.seconds
        part_s = watch.remaining_s / (count - n + 1)
        err.print(f"  {escape(looking.format(n=n, all=count, s=part_s))}")
        other = next(plans, None)
        if other is None:
            break
        others.append(other)
        s = watch.seconds - begun
        err.print(f"  {escape(done.format(n=n, all=count, s=s, k=other.repeated))}")
    return others
