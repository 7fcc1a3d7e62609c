"""The command line: parse, call, print. Exit codes are those of ``docs/commands.md``."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape

from placement import __version__
from placement.errors import InputError, PlacementError, Problem, VerificationError

if TYPE_CHECKING:
    from placement.engine.outcome import Outcome
    from placement.scenario.model import Scenario

OK, LIMIT, INTERRUPTED, NOTHING, INTERNAL = 0, 10, 11, 12, 70
USAGE = 64

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="一刻钟便民生活圈规划 · plan 15-minute convenience circles",
)


class Language(StrEnum):
    """Language of what is printed."""

    zh = "zh"
    en = "en"


ScenarioFile = Annotated[Path, typer.Argument(help="情景文件 · scenario file (.yaml)")]
RunFolder = Annotated[Path, typer.Argument(help="结果目录 · run directory")]
LanguageOption = Annotated[Language, typer.Option("--lang", help="语言 · language")]


def _consoles() -> tuple[Console, Console]:
    return Console(), Console(stderr=True)


@app.command()
def check(
    scenario: ScenarioFile,
    lang: LanguageOption = Language.zh,
    problems: Annotated[
        Path | None, typer.Option(help="把全部问题写入 CSV · write all problems to a CSV file")
    ] = None,
) -> None:
    """只检查输入，不求解 · check the input without solving."""
    from placement.instance.build import build_instance
    from placement.instance.off_network import off_network_warnings
    from placement.options import build_option_table

    out, err = _consoles()
    read = _read(scenario, {}, lang, err, problems)
    with _rejection(lang, err, problems):
        instance = build_instance(read, build_option_table(read))
    _print_problems((*read.warnings, *off_network_warnings(read)), lang, err)
    tables = read.tables
    numbers = {
        "生活圈 circles": len(tables.circles),
        "网点 outlets": len(tables.outlets),
        "闲置用房 premises": len(tables.premises),
        "方案选项 options": instance.n_options,
        "目标任务 targets": len(read.targets),
        "年度 years": f"{read.years[0]}–{read.years[-1]}",
    }
    title = "输入可用" if lang is Language.zh else "The input can be used"
    out.print(f"[bold green]✓ {title}[/] {escape(read.name)}")
    for name, number in numbers.items():
        out.print(f"  {name}: {number}")


@app.command()
def solve(
    scenario: ScenarioFile,
    out: Annotated[
        Path | None, typer.Option(help="结果目录，默认 runs/<情景编号> · run directory")
    ] = None,
    time_limit: Annotated[
        float | None, typer.Option(min=0, help="时限（秒） · time limit in seconds")
    ] = None,
    gap: Annotated[
        float | None, typer.Option(min=0, max=1, help="可接受的相对差距 · accepted relative gap")
    ] = None,
    force: Annotated[
        bool,
        typer.Option("--force", help="目录不是本软件的结果时移开 · move a foreign directory aside"),
    ] = False,
    lang: LanguageOption = Language.zh,
) -> None:
    """求解并发布经审计的方案 · solve and publish the audited plan."""
    from placement.engine.watch import Watch, stop_on_signals
    from placement.instance.off_network import off_network_warnings
    from placement.planner import Phases, plan_scenario
    from placement.report.live import LiveProgress
    from placement.report.publish import RunDirectory
    from placement.report.run_files import summary_of, write_run
    from placement.report.summary import render_summary
    from placement.scenario.checks import check_output_path

    console, err = _consoles()
    overrides: dict[str, Any] = {}
    if gap is not None:
        overrides["solver.relative_gap"] = gap
    phases = Phases()
    with phases.phase("read"):
        read = _read(scenario, _as_decimals(overrides), lang, err)
    limit = float(read.solver.time_limit_s) if time_limit is None else time_limit
    target = out if out is not None else Path("runs") / read.id
    _print_problems((*read.warnings, *off_network_warnings(read)), lang, err)
    with _rejection(lang, err):
        check_output_path(target, read.files)
    with _rejection(lang, err), RunDirectory(target, force=force) as run:
        with LiveProgress(err, lang.value) as live:
            watch = Watch(time_limit_s=limit, report=live.show)
            with stop_on_signals(watch):
                solved = plan_scenario(read, watch, phases)
        write_run(run, read, solved, phases, overrides)
    console.print(render_summary(summary_of(read, solved, phases, target), lang=lang.value))
    raise typer.Exit(_exit_code(solved.outcome))


@app.command()
def verify(run: RunFolder, lang: LanguageOption = Language.zh) -> None:
    """按写出的文件重新核算一个结果 · recompute a run from its written files."""
    from placement.report.run_files import read_plan_record, verify_run

    out, err = _consoles()
    record = read_plan_record(run)
    where = (run / record["scenario"]["file"]).resolve()
    overrides = _as_decimals(record["scenario"]["overrides"])
    scenario = _read(where, overrides, lang, err)
    findings = verify_run(run, record, scenario)
    if findings:
        raise VerificationError(findings)
    words = (
        "核对一致：等级、任务、资金均由写出的决策重新算出，与发布的文件逐字节相同"
        if lang is Language.zh
        else "Verified: tiers, targets and money recomputed from the decisions equal the files"
    )
    out.print(f"[bold green]✓[/] {words}  {escape(str(run))}")


@app.command()
def template(
    out: Annotated[Path, typer.Argument(help="要写的工作簿 · workbook to write (.xlsx)")] = Path(
        "placement-template.xlsx"
    ),
    policy: Annotated[Path, typer.Option(help="政策文件，给出业态和等级 · policy file")] = Path(
        "models/jining-2023.yaml"
    ),
) -> None:
    """写出空白数据表 · write the empty workbook with headers, units, drop-downs and notes."""
    from placement.policy.reader import read_policy
    from placement.tables.template import write_template

    write_template(out, policy=read_policy(policy))
    _consoles()[0].print(f"✓ {out}")


@app.command()
def schema(
    out: Annotated[
        Path, typer.Argument(help="项目目录 · project folder with models/ and scenarios/")
    ] = Path(),
) -> None:
    """写出政策、业态和情景文件的 JSON Schema · write the JSON Schemas for editors."""
    import json

    from placement.policy.describe import kinds_json_schema, policy_json_schema
    from placement.scenario import scenario_json_schema

    files = {
        out / "models" / "policy.schema.json": policy_json_schema(),
        out / "models" / "kinds.schema.json": kinds_json_schema(),
        out / "scenarios" / "scenario.schema.json": scenario_json_schema(),
    }
    for path, content in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        _consoles()[0].print(f"✓ {path}")


@app.command()
def synth(
    recipe: Annotated[Path, typer.Argument(help="配方 · recipe (.yaml)")],
    out: Annotated[Path, typer.Argument(help="写入的文件夹 · folder to write")],
    seed: Annotated[
        int | None, typer.Option(help="随机种子 · seed instead of the recipe's")
    ] = None,
) -> None:
    """生成一座合成城市的数据表 · generate the tables of a synthetic city."""
    from placement.synth import synthesize

    result = synthesize(recipe, out, seed)
    console = _consoles()[0]
    console.print(f"✓ {out}（合成数据 synthetic）")
    for name, count in result.counts.items():
        console.print(f"  {name}: {count}")


@app.command(name="import")
def import_(
    recipe: Annotated[Path, typer.Argument(help="导入配方 · import recipe (.yaml)")],
    source: Annotated[Path, typer.Argument(help="原始数据文件夹 · folder with the source data")],
    out: Annotated[Path, typer.Argument(help="写入的文件夹 · folder to write")],
) -> None:
    """把真实数据导入为数据表和情景 · turn real data into tables and a scenario."""
    from placement.importing import run_import

    result = run_import(recipe, source, out)
    console = _consoles()[0]
    console.print(f"✓ {out}")
    for name, count in result.counts.items():
        console.print(f"  {name}: {count}")
    for title, reasons in (
        ("未采用 · left out", result.dropped_by_reason),
        ("采用但请核对 · kept, please check", result.flagged_by_reason),
    ):
        if reasons:
            console.print(f"[bold]{title}[/]")
            for reason, count in reasons.items():
                console.print(f"  {count:>6}  {escape(' · '.join(reason))}")
    console.print("[bold]假设 · assumptions[/]")
    for sentence in result.assumptions:
        console.print(f"  · {escape(str(sentence))}")
    console.print(f"placement solve {result.scenario}")


def _read(
    path: Path,
    overrides: Mapping[str, Any],
    lang: Language,
    err: Console,
    problems: Path | None = None,
) -> Scenario:
    from placement.scenario.reader import read_scenario

    with _rejection(lang, err, problems):
        return read_scenario(path, overrides)


@contextmanager
def _rejection(lang: Language, err: Console, problems: Path | None = None) -> Iterator[None]:
    """Print rejected input in the reader's language and end with its exit code."""
    try:
        yield
    except InputError as error:
        _print_problems(error.problems, lang, err)
        if problems is not None:
            from placement.problem_text import problems_frame

            frame = problems_frame(error.problems, lang.value)
            frame.to_csv(problems, index=False, encoding="utf-8-sig")
        raise typer.Exit(InputError.exit_code) from None


def _print_problems(problems: Iterable[Problem], lang: Language, err: Console) -> None:
    from placement.problem_text import render_problems

    shown = [problem for problem in problems if problem.severity != "info"]
    if shown:
        err.print(render_problems(shown, lang.value), markup=False, highlight=False)


def _as_decimals(overrides: Mapping[str, Any]) -> dict[str, Any]:
    from decimal import Decimal

    return {key: Decimal(str(value)) for key, value in overrides.items()}


def _exit_code(outcome: Outcome) -> int:
    if outcome.status in {"optimal", "within_gap"}:
        return OK
    if outcome.source == "nothing":
        return NOTHING
    return INTERRUPTED if outcome.status == "interrupted" else LIMIT


def _say(error: PlacementError, err: Console) -> int:
    findings = getattr(error, "findings", None) or [str(error)]
    for finding in findings:
        err.print(f"[bold red]✗[/] {escape(finding)}")
    return error.exit_code


def _guarded(call: Callable[[], None]) -> int:
    _, err = _consoles()
    try:
        call()
    except InputError as error:
        _print_problems(error.problems, Language.zh, err)
        return error.exit_code
    except PlacementError as error:
        return _say(error, err)
    except OSError as error:
        err.print(f"[bold red]✗[/] {escape(str(error))}")
        return 74
    return OK


def main() -> None:
    """Run the command line and exit with the documented code."""
    code = OK

    def call() -> None:
        nonlocal code
        try:
            code = app(standalone_mode=False) or OK
        except typer.Exit as stop:
            code = stop.exit_code

    try:
        guarded = _guarded(call)
    except Exception as error:
        if "--debug" in sys.argv:
            raise
        import click

        if isinstance(error, click.ClickException):
            error.show()
            sys.exit(USAGE)
        if isinstance(error, click.exceptions.Abort):
            sys.exit(130)
        _consoles()[1].print(f"[bold red]✗ 内部错误 internal error[/] {escape(repr(error))}")
        sys.exit(INTERNAL)
    sys.exit(guarded or code)


@app.callback(invoke_without_command=True)
def _version(
    version: Annotated[bool, typer.Option("--version", help="版本 · version")] = False,
) -> None:
    if version:
        _consoles()[0].print(__version__)
        raise typer.Exit
