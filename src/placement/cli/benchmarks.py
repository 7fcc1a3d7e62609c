"""Commands of the benchmark suite: bench list, run, report, peers."""
# ruff: noqa: PLC0415 - heavy imports inside the commands: --help answers at once

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape

from placement.cli.application import (
    DebugOption,
    JsonOption,
    Language,
    LanguageOption,
    app,
    in_language,
)
from placement.cli.document import print_document
from placement.cli.printing import consoles
from placement.errors import Text, UsageError

if TYPE_CHECKING:
    from placement.bench.cases import Case, Limits
    from placement.bench.profiles import Profiles
    from placement.bench.registry import Item, Registry
    from placement.bench.results import Row

bench = typer.Typer(
    no_args_is_help=True, help="基准测试 · benchmarks: measure, report, tune, race, ablate"
)
app.add_typer(bench, name="bench")

DONE = Text("行结果在", "rows in")

Instances = Annotated[
    list[str] | None, typer.Argument(help="算例或算例集 · instances or sets; default: small")
]
SuiteFolder = Annotated[Path, typer.Option(help="登记表所在文件夹 · folder of the registry")]
ResultsFile = Annotated[
    Path, typer.Option("--out", help="结果文件，逐行追加，可续跑 · results file, resumable")
]
CacheFolder = Annotated[
    Path | None, typer.Option(help="生成算例的缓存目录 · where generated instances are kept")
]
Seeds = Annotated[int, typer.Option(min=1, max=1000, help="每个算例几个种子 · seeds of each case")]
Seconds = Annotated[
    float | None, typer.Option(min=0.1, help="时限（秒），代替登记表的 · seconds, for every case")
]
Memory = Annotated[int, typer.Option(min=64, help="内存上限（MiB） · memory limit")]
Threads = Annotated[int, typer.Option(min=1, max=256, help="线程数 · threads")]
Commas = Annotated[str, typer.Option(help="逗号分隔 · separated by commas")]

SUITE = Path("benchmarks")
RESULTS = Path("runs/bench/results.jsonl")
SMALL = ("small",)
RACE = ("race",)


@dataclass(frozen=True)
class Suite:
    """The registry, the profiles, and where generated instances are kept."""

    registry: Registry
    profiles: Profiles
    cache: Path

    def items(self, asked: tuple[str, ...]) -> list[tuple[Item, str]]:
        """Return the instances asked for with their fingerprints."""
        from placement.bench.prepare import fingerprint

        return [(i, fingerprint(i, self.registry.root)) for i in self.registry.choose(asked)]

    def run(self, cases: list[Case], results: Path) -> list[Row]:
        """Run what has no row yet, telling each new row on the error stream.

        Raises
        ------
        UsageError
            On systems that cannot limit and measure child processes.
        """
        if not hasattr(os, "wait4"):
            message = (
                "测量需要 Linux 或 macOS；bench list 和 bench report 不受限制\n"
                "measuring needs Linux or macOS; bench list and bench report work everywhere"
            )
            raise UsageError(message)
        from placement.bench.prepare import Prepared, prepare
        from placement.bench.run import Bench
        from placement.bench.tables import row_line

        err = consoles()[1]

        def files(name: str) -> Prepared:
            return prepare(self.registry.items[name], self.registry.root, self.cache)

        def tell(row: Row, left: int) -> None:
            err.print(escape(f"{row_line(row)}  [{left}]"), highlight=False)

        return Bench(self.registry.root, results, files, tell).run(cases)


def open_suite(folder: Path, cache: Path | None = None) -> Suite:
    """Read the registry and the profiles."""
    from placement.bench.prepare import default_cache
    from placement.bench.profiles import read_profiles
    from placement.bench.registry import read_registry

    return Suite(read_registry(folder), read_profiles(folder), cache or default_cache())


def tell_rows(command: str, rows: list[Row], results: Path, lang: Language, as_json: bool) -> None:
    """Tell that all cases have their rows."""
    if as_json:
        print_document(command, {"results": results, "rows": rows})
        return
    consoles()[0].print(f"✓ {len(rows)} {in_language(DONE, lang)} {escape(str(results))}")


def limits_of(seconds: float | None, memory: int, threads: int) -> Limits:
    """Return the limits the command line asks for."""
    from placement.bench.cases import Limits

    return Limits(seconds, memory, threads)


def words(text: str, known: tuple[str, ...], what: Text) -> tuple[str, ...]:
    """Split a list of names at its commas.

    Raises
    ------
    UsageError
        If a name is not known.
    """
    names = tuple(word.strip() for word in text.split(",") if word.strip())
    for name in names:
        if name not in known:
            message = (
                f"{what.zh}没有 {name}；可用：{', '.join(known)}\n"
                f"no {what.en} is called {name}; there are {', '.join(known)}"
            )
            raise UsageError(message)
    return names


@bench.command(name="list")
def list_instances(
    suite: SuiteFolder = SUITE,
    _lang: LanguageOption = Language.zh,
    as_json: JsonOption = False,
    _debug: DebugOption = False,
) -> None:
    """列出算例、算例集和求解器配置 · list instances, sets and profiles."""
    opened = open_suite(suite)
    registry, profiles = opened.registry, tuple(opened.profiles.named)
    if as_json:
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


@bench.command()
def run(
    instances: Instances = None,
    contenders: Commas = "engine,greedy",
    profiles: Commas = "default",
    seeds: Seeds = 3,
    limit: Seconds = None,
    memory: Memory = 4096,
    threads: Threads = 1,
    out: ResultsFile = RESULTS,
    suite: SuiteFolder = SUITE,
    cache: CacheFolder = None,
    lang: LanguageOption = Language.zh,
    as_json: JsonOption = False,
    _debug: DebugOption = False,
) -> None:
    """逐个算例在子进程中测量，结果逐行追加 · measure each case in a child process."""
    from placement.bench.cases import COMPILE, ENGINE, GREEDY, WHATIF, list_cases

    opened = open_suite(suite, cache)
    named = words(contenders, (ENGINE, GREEDY, COMPILE, WHATIF), Text("参赛者", "contender"))
    chosen = words(profiles, tuple(opened.profiles.named), Text("求解器配置", "profile"))
    cases = list_cases(
        opened.items(tuple(instances or SMALL)),
        named,
        range(1, seeds + 1),
        limits_of(limit, memory, threads),
        tuple((name, opened.profiles.options(name)) for name in chosen),
    )
    tell_rows("bench run", opened.run(list(cases), out), out, lang, as_json)


@bench.command()
def peers(
    instances: Instances = None,
    contenders: Commas = "engine,greedy,highs,highs-naive,scip,scip-naive,cpsat,gurobi,copt,cplex",
    seeds: Seeds = 3,
    limit: Seconds = None,
    memory: Memory = 4096,
    threads: Threads = 1,
    out: ResultsFile = RESULTS,
    suite: SuiteFolder = SUITE,
    cache: CacheFolder = None,
    lang: LanguageOption = Language.zh,
    as_json: JsonOption = False,
    _debug: DebugOption = False,
) -> None:
    """与其他求解器比赛：同一模型、同一时限 · race other solvers on the same models and limits."""
    from placement.bench.cases import ENGINE, GREEDY, list_cases
    from placement.bench.peers.race import PEERS

    opened = open_suite(suite, cache)
    named = words(contenders, (ENGINE, GREEDY, *PEERS), Text("参赛者", "contender"))
    limits = limits_of(limit, memory, threads)
    items = opened.items(tuple(instances or RACE))
    cases = list(list_cases(items, named, range(1, seeds + 1), limits))
    tell_rows("bench peers", opened.run(cases, out), out, lang, as_json)


@bench.command()
def report(
    results: Annotated[list[Path] | None, typer.Argument(help="结果文件 · results files")] = None,
    only: Annotated[
        str, typer.Option(help="只看这些算例或组，逗号分隔 · only these instances or families")
    ] = "",
    out: Annotated[Path, typer.Option(help="写到哪里 · where to write")] = Path(
        "runs/bench/report"
    ),
    suite: SuiteFolder = SUITE,
    _lang: LanguageOption = Language.zh,
    as_json: JsonOption = False,
    _debug: DebugOption = False,
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
    if as_json:
        print_document("bench report", {"files": written, "rows": len(rows)})
        return
    console = consoles()[0]
    console.print(render(rows, optima), markup=False, highlight=False, soft_wrap=True)
    for path in written:
        console.print(f"✓ {escape(str(path))}")
