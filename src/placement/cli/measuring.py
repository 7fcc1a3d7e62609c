"""What the commands of the benchmark suite share: their options, and the suite as it was asked for."""
# ruff: noqa: PLC0415 - heavy imports inside the functions: --help answers at once

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
    SpokenGroup,
    app,
)
from placement.cli.printing import consoles
from placement.cli.values import COUNT, FILE, FOLDER, MEBIBYTES, NAMES, SECONDS
from placement.errors import Text, UsageError

if TYPE_CHECKING:
    from placement.bench.cases import Case, Limits
    from placement.bench.profiles import Profiles
    from placement.bench.registry import Item, Registry
    from placement.bench.results import Row

bench = typer.Typer(
    cls=SpokenGroup,
    no_args_is_help=True,
    help="基准测试 · benchmarks: measure, report, tune, race, ablate",
)
app.add_typer(bench, name="bench")


@bench.callback()
def _screen(
    _lang: LanguageOption = Language.zh,
    _as_json: JsonOption = False,
    _debug: DebugOption = False,
) -> None:
    """Take the options of every command before one, too."""


SuiteFolder = Annotated[
    Path, typer.Option(metavar=FOLDER, help="登记表所在文件夹 · folder of the registry")
]
Commas = Annotated[str, typer.Option(metavar=NAMES, help="逗号分隔 · separated by commas")]
AllUnlessGiven = Annotated[
    str, typer.Option(metavar=NAMES, help="逗号分隔，默认全部 · separated by commas; default: all")
]

SUITE = Path("benchmarks")
RESULTS = Path("runs/bench/results.jsonl")


@dataclass(frozen=True)
class Measuring:
    """What is measured, how often and within which limits, and where the rows go."""

    instances: Annotated[
        list[str] | None,
        typer.Argument(
            help="算例或算例集，不写为本命令的默认集 · instances or sets; none: those of this command"
        ),
    ] = None
    seeds: Annotated[
        int,
        typer.Option(min=1, max=1000, metavar=COUNT, help="每个算例几个种子 · seeds of each case"),
    ] = 3
    limit: Annotated[
        float | None,
        typer.Option(
            min=0.1, metavar=SECONDS, help="时限（秒），代替登记表的 · seconds, for every case"
        ),
    ] = None
    memory: Annotated[
        int, typer.Option(min=64, metavar=MEBIBYTES, help="内存上限（MiB） · memory limit")
    ] = 4096
    threads: Annotated[
        int, typer.Option(min=1, max=256, metavar=COUNT, help="线程数 · threads")
    ] = 1
    out: Annotated[
        Path,
        typer.Option(
            "--out", metavar=FILE, help="结果文件，逐行追加，可续跑 · results file, resumable"
        ),
    ] = RESULTS
    suite: SuiteFolder = SUITE
    cache: Annotated[
        Path | None,
        typer.Option(
            metavar=FOLDER, help="生成算例的缓存目录 · where generated instances are kept"
        ),
    ] = None

    @property
    def limits(self) -> Limits:
        """Limits of every case."""
        from placement.bench.cases import Limits

        return Limits(self.limit, self.memory, self.threads)

    @property
    def seed_range(self) -> range:
        """Seeds of each case, from 1."""
        return range(1, self.seeds + 1)


@dataclass(frozen=True)
class Suite:
    """The registry and the profiles, and what is asked of them."""

    registry: Registry
    profiles: Profiles
    asked: Measuring

    def items(self, usual: str) -> list[tuple[Item, str]]:
        """Return the instances asked for, or those of the usual set, with their fingerprints."""
        from placement.bench.prepare import fingerprint

        chosen = self.registry.choose(tuple(self.asked.instances or (usual,)))
        return [(item, fingerprint(item, self.registry.root)) for item in chosen]

    def run(self, cases: list[Case]) -> list[Row]:
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
        from placement.bench.prepare import Prepared, default_cache, prepare
        from placement.bench.run import Bench
        from placement.bench.tables import row_line

        err = consoles()[1]
        cache = self.asked.cache or default_cache()

        def files(name: str) -> Prepared:
            return prepare(self.registry.items[name], self.registry.root, cache)

        def tell(row: Row, left: int) -> None:
            err.print(escape(f"{row_line(row)}  [{left}]"), highlight=False)

        return Bench(self.registry.root, self.asked.out, files, tell).run(cases)


def open_suite(asked: Measuring) -> Suite:
    """Read the registry and the profiles."""
    from placement.bench.profiles import read_profiles
    from placement.bench.registry import read_registry

    return Suite(read_registry(asked.suite), read_profiles(asked.suite), asked)


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
