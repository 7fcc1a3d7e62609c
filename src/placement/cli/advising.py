"""Commands on published runs: compare."""
# ruff: noqa: PLC0415 - heavy imports inside the commands: --help answers at once

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from placement.cli.application import Screen, SpokenCommand, app
from placement.cli.document import print_document
from placement.cli.grouping import grouped
from placement.cli.options import MoveAside, RunFolders
from placement.cli.printing import consoles, print_where
from placement.cli.values import FOLDER
from placement.errors import Text, UsageError, VerificationError

if TYPE_CHECKING:
    from placement.advice.compare.comparison import Comparison

FEWEST, MOST = 2, 26


@app.command(cls=SpokenCommand)
@grouped
def compare(
    runs: RunFolders,
    out: Annotated[Path, typer.Option(metavar=FOLDER, help="写到哪里 · where to write")] = Path(
        "runs/compare"
    ),
    force: MoveAside = False,
    *,
    screen: Screen,
) -> None:
    """并排比较几个结果 · put published runs side by side."""
    if not FEWEST <= len(runs) <= MOST:
        message = f"请给出 {FEWEST} 至 {MOST} 个结果目录\ngive {FEWEST} to {MOST} run directories"
        raise UsageError(message)
    comparison = compare_published(runs, out, force, screen)
    code = code_of(comparison)
    if screen.as_json:
        print_document("compare", comparison_document(comparison, out), code)
    raise typer.Exit(code)


def compare_published(
    runs: Sequence[Path], out: Path, force: bool, screen: Screen, absent: Sequence[Text] = ()
) -> Comparison:
    """Write a comparison, and show it unless a document is asked for.

    Parameters
    ----------
    absent
        Which scenarios that were asked for have no run.
    """
    from placement.advice.compare.comparison import compare_runs
    from placement.advice.compare.figure import tier_names
    from placement.advice.compare.files import write_comparison
    from placement.advice.compare.text import render_comparison
    from placement.report.run.publish import RunDirectory
    from placement.report.run.published import read_published

    read = [read_published(run) for run in runs]
    comparison = compare_runs(read, absent)
    tiers = tier_names([run.record for run in read])
    with RunDirectory(out, force=force) as directory:
        write_comparison(directory.staging, comparison, tiers, screen.lang.value)
    if not screen.as_json:
        console = consoles()[0]
        console.print(render_comparison(comparison, tiers, screen.lang.value))
        print_where(out, screen.lang, console)
    return comparison


def code_of(comparison: Comparison) -> int:
    """Return the exit code of a comparison: records that contradict each other fail like a verification."""
    return VerificationError.exit_code if comparison.is_contradictory else 0


def comparison_document(comparison: Comparison, out: Path) -> dict[str, object]:
    """Return a comparison as plain values."""
    frames = ("overview", "money", "circles", "sites")
    return {
        "directory": str(out),
        **{name: getattr(comparison, name).to_dict("records") for name in frames},
        "judgements": list(comparison.judgements),
        "absent": list(comparison.absent),
    }
