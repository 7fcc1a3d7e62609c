"""Commands on published runs: compare."""
# ruff: noqa: PLC0415 - heavy imports inside the commands: --help answers at once

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from placement.cli.application import DebugOption, Language, LanguageOption, app
from placement.cli.printing import consoles
from placement.errors import UsageError

FEWEST, MOST = 2, 26


@app.command()
def compare(
    runs: Annotated[list[Path], typer.Argument(help="两个以上结果目录 · run directories")],
    out: Annotated[Path, typer.Option(help="写到哪里 · where to write")] = Path("runs/compare"),
    force: Annotated[
        bool,
        typer.Option("--force", help="目录不是本软件的结果时移开 · move a foreign directory aside"),
    ] = False,
    lang: LanguageOption = Language.zh,
    _debug: DebugOption = False,
) -> None:
    """并排比较几个结果 · put published runs side by side."""
    from placement.advice.comparison import compare_runs
    from placement.advice.comparison_figure import tier_names
    from placement.advice.comparison_files import write_comparison
    from placement.advice.comparison_text import render_comparison
    from placement.report.publish import RunDirectory
    from placement.report.published import read_published

    if not FEWEST <= len(runs) <= MOST:
        message = f"请给出 {FEWEST} 至 {MOST} 个结果目录\ngive {FEWEST} to {MOST} run directories"
        raise UsageError(message)
    read = [read_published(run) for run in runs]
    comparison = compare_runs(read)
    tiers = tier_names([run.record for run in read])
    with RunDirectory(out, force=force) as directory:
        write_comparison(directory.staging, comparison, tiers, lang.value)
    console = consoles()[0]
    console.print(render_comparison(comparison, tiers, lang.value))
    console.print(f"\n{out}")
