"""Commands of the benchmark suite: bench list, run, report, peers."""
# ruff: noqa: PLC0415 - heavy imports inside the commands: --help answers at once

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape

from placement.cli.application import Screen, SpokenCommand
from placement.cli.document import print_document
from placement.cli.grouping import grouped
from placement.cli.measuring import (
    RESULTS,
    SUITE,
    Commas,
    Measuring,
    SuiteFolder,
    bench,
    open_suite,
    words,
)
from placement.cli.printing import consoles
from placement.cli.values import FOLDER, NAMES
from placement.errors import Text, UsageError

if TYPE_CHECKING:
    from placement.bench.results import Row

DONE = Text("行结果在", "rows in")
SMALL, RACE = "small", "race"


@bench.command(name="list", cls=SpokenCommand)
@grouped
def list_instances(
    suite: SuiteFolder = SUITE,
    *,
    screen: Screen,
) -> None:
    """列出算例、算例集和求解器配置 · list instances, sets and profiles."""
    from placement.bench.profiles import read_profiles
    from placement.bench.registry import read_registry

    registry, profiles = read_registry(suite), tuple(read_profiles(suite).named)
    if screen.as_json:
        names = tuple(registry.items)
        print_document(
            "bench list", {"sets": registry.sets, "instances": names, "profiles": profiles}
        )
        return
    console = consoles()[0]
    for name, inside in registry.sets.items():
        console.print(f"[bold]{escape(name)}[/]: {escape(', '.join(inside))}")
    for item in registry.items.values():
        note = f"  {item.entry.note}" if item.entry.note else ""
        console.print(f"  {escape(item.name)}  {item.entry.limit_s} s{escape(note)}")
    console.print(f"[bold]profiles[/]: {escape(', '.join(profiles))}")


@bench.command(cls=SpokenCommand)
@grouped
def run(
    contenders: Commas = "engine,greedy",
    profiles: Commas = "default",
    *,
    asked: Measuring,
    screen: Screen,
) -> None:
    """逐个算例在子进程中测量，结果逐行追加 · measure each case in a child process."""
    from placement.bench.cases import OWN, list_cases

    suite = open_suite(asked)
    named = words(contenders, OWN, Text("参赛者", "contender"))
    chosen = words(profiles, tuple(suite.profiles.named), Text("求解器配置", "profile"))
    options = tuple((name, suite.profiles.options(name)) for name in chosen)
    cases = list_cases(suite.items(SMALL), named, asked.seed_range, asked.limits, options)
    _tell_rows("bench run", suite.run(list(cases)), asked.out, screen)


@bench.command(cls=SpokenCommand)
@grouped
def peers(
    contenders: Commas = "engine,greedy,highs,highs-naive,scip,scip-naive,cpsat,gurobi,copt,cplex",
    *,
    asked: Measuring,
    screen: Screen,
) -> None:
    """与其他求解器比赛：同一模型、同一时限 · race other solvers on the same models and limits."""
    from placement.bench.cases import ENGINE, GREEDY, list_cases
    from placement.bench.peers.race import PEERS

    suite = open_suite(asked)
    named = words(contenders, (ENGINE, GREEDY, *PEERS), Text("参赛者", "contender"))
    cases = list_cases(suite.items(RACE), named, asked.seed_range, asked.limits)
    _tell_rows("bench peers", suite.run(list(cases)), asked.out, screen)


def _tell_rows(command: str, rows: list[Row], results: Path, screen: Screen) -> None:
    """Tell that all cases have their rows."""
    if screen.as_json:
        print_document(command, {"results": results, "rows": rows})
        return
    consoles()[0].print(f"✓ {len(rows)} {screen.say(DONE)} {escape(str(results))}")


@bench.command(cls=SpokenCommand)
@grouped
def report(
    results: Annotated[list[Path] | None, typer.Argument(help="结果文件 · results files")] = None,
    only: Annotated[
        str,
        typer.Option(
            metavar=NAMES, help="只看这些算例或组，逗号分隔 · only these instances or families"
        ),
    ] = "",
    out: Annotated[Path, typer.Option(metavar=FOLDER, help="写到哪里 · where to write")] = Path(
        "runs/bench/report"
    ),
    suite: SuiteFolder = SUITE,
    *,
    screen: Screen,
) -> None:
    """由结果文件写出表格和图 · tables and plots of results files."""
    from placement.bench.registry import GridEntry, read_registry
    from placement.bench.report import render, write_report
    from placement.bench.results import read_all

    files = results or [RESULTS]
    for file in files:
        if not file.is_file():
            message = f"没有结果文件 {file}\nthere is no results file {file}"
            raise UsageError(message)
    rows = read_all(files)
    if only:
        known = {row["case"][part] for row in rows for part in ("instance", "family")}
        named = set(words(only, tuple(sorted(known)), Text("算例或组", "instance or family")))
        rows = [r for r in rows if {r["case"]["instance"], r["case"]["family"]} & named]
    entries = {item.name: item.entry for item in read_registry(suite).items.values()}
    optima = {
        name: entry.optimum
        for name, entry in entries.items()
        if isinstance(entry, GridEntry) and entry.optimum is not None
    }
    written = write_report(rows, out, optima)
    if screen.as_json:
        print_document("bench report", {"files": written, "rows": len(rows)})
        return
    console = consoles()[0]
    console.print(render(rows, optima), markup=False, highlight=False, soft_wrap=True)
    for path in written:
        console.print(f"✓ {escape(str(path))}")
