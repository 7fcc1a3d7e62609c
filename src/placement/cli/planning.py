"""Commands of the main job: check, solve, verify."""
# ruff: noqa: PLC0415 - heavy imports inside the commands: --help answers at once

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape

from placement.cli.application import (
    DebugOption,
    Language,
    LanguageOption,
    RunFolder,
    ScenarioFile,
    app,
    in_language,
)
from placement.cli.printing import consoles, print_problems, rejection
from placement.errors import Text, VerificationError

if TYPE_CHECKING:
    from placement.engine.outcome import Outcome
    from placement.scenario.model import Scenario

OK, LIMIT, INTERRUPTED, NOTHING = 0, 10, 11, 12

USABLE = Text("输入可用", "The input can be used")
COUNTED = {
    "circles": Text("生活圈", "circles"),
    "outlets": Text("网点", "outlets"),
    "premises": Text("闲置用房", "vacant premises"),
    "options": Text("方案选项", "options"),
    "targets": Text("目标任务", "targets"),
    "years": Text("年度", "years"),
}
AGREES = Text("核对一致", "Verified")
VERIFIED = Text(
    "输入文件未变；情景设置、等级、任务、资金和各目标的值由写出的决策重新算出，表格、工作簿和图重新写出，"
    "均与发布的逐字节相同。界、是否中断、用时和人工办法的数值取自求解记录，最优性没有重新证明。",
    "The input files are unchanged; settings, tiers, targets, money and the values of all terms were "
    "recomputed from the decisions, tables, workbook and figures were written again, and all equal what was published "
    "byte by byte. Bounds, how the solve ended, times and the office's own plan are taken from the solver's "
    "record; optimality was not proved again.",
)


def _finite(number: float | None) -> float | None:
    if number is not None and not math.isfinite(number):
        message = f"{number} is not a finite number"
        raise typer.BadParameter(message)
    return number


@app.command()
def check(
    scenario: ScenarioFile,
    problems: Annotated[
        Path | None, typer.Option(help="把全部问题写入 CSV · write all problems to a CSV file")
    ] = None,
    lang: LanguageOption = Language.zh,
    _debug: DebugOption = False,
) -> None:
    """只检查输入，不求解 · check the input without solving."""
    from placement.instance.build import build_instance
    from placement.instance.off_network import off_network_warnings
    from placement.options import build_option_table

    out, err = consoles()
    read = _read(scenario, {}, lang, err, problems)
    with rejection(lang, err, problems):
        instance = build_instance(read, build_option_table(read))
    print_problems((*read.warnings, *off_network_warnings(read)), lang, err)
    tables = read.tables
    numbers = {
        "circles": len(tables.circles),
        "outlets": len(tables.outlets),
        "premises": len(tables.premises),
        "options": instance.n_options,
        "targets": len(read.targets),
        "years": f"{read.years[0]}–{read.years[-1]}",
    }
    out.print(f"[bold green]✓ {in_language(USABLE, lang)}[/] {escape(read.name)}")
    for name, number in numbers.items():
        out.print(f"  {in_language(COUNTED[name], lang)}: {number}")


@app.command()
def solve(
    scenario: ScenarioFile,
    out: Annotated[
        Path | None, typer.Option(help="结果目录，默认 runs/<情景文件名> · run directory")
    ] = None,
    time_limit: Annotated[
        float | None,
        typer.Option(min=0, callback=_finite, help="时限（秒） · time limit in seconds"),
    ] = None,
    gap: Annotated[
        float | None,
        typer.Option(
            min=0, max=1, callback=_finite, help="可接受的相对差距 · accepted relative gap"
        ),
    ] = None,
    start: Annotated[
        Path | None,
        typer.Option(help="从已有结果出发（改了预算、锁定、造价之后） · start from an earlier run"),
    ] = None,
    force: Annotated[
        bool,
        typer.Option("--force", help="目录不是本软件的结果时移开 · move a foreign directory aside"),
    ] = False,
    lang: LanguageOption = Language.zh,
    _debug: DebugOption = False,
) -> None:
    """求解并发布经审计的方案 · solve and publish the audited plan."""
    from placement.engine.watch import Watch, stop_on_signals
    from placement.instance.off_network import off_network_warnings
    from placement.planner import Phases, plan_scenario
    from placement.report.live import LiveProgress
    from placement.report.names import term_texts
    from placement.report.publish import RunDirectory
    from placement.report.run_claims import read_plan
    from placement.report.run_files import summary_of, write_run
    from placement.report.summary import render_summary
    from placement.scenario.checks import check_output_path

    console, err = consoles()
    phases = Phases()
    with phases.phase("read"):
        read = _read(scenario, {}, lang, err)
    if gap is not None:
        read = replace(read, solver=replace(read.solver, relative_gap=Decimal(str(gap))))
    limit = float(read.solver.time_limit_s) if time_limit is None else time_limit
    target = out if out is not None else Path("runs") / scenario.stem
    earlier = None if start is None else read_plan(start)
    print_problems((*read.warnings, *off_network_warnings(read)), lang, err)
    with rejection(lang, err):
        check_output_path(target, read.files)
    watch = Watch(time_limit_s=limit)
    # Signals stay with the watch while files are written: an impatient Ctrl-C must not lose the plan.
    with rejection(lang, err), RunDirectory(target, force=force) as run, stop_on_signals(watch):
        with LiveProgress(err, lang.value, term_texts(read.awards_counted)) as live:
            watch.report = live.show
            solved = plan_scenario(read, watch, phases, earlier)
        write_run(run, read, solved, phases, limit)
    console.print(render_summary(summary_of(read, solved, phases, target), lang=lang.value))
    raise typer.Exit(_exit_code(solved.outcome))


@app.command()
def verify(run: RunFolder, lang: LanguageOption = Language.zh, _debug: DebugOption = False) -> None:
    """按写出的文件重新核算一个结果 · recompute a run from its written files."""
    from placement.report.run_check import verify_run
    from placement.report.run_claims import overrides_of, read_plan_record

    out, err = consoles()
    record = read_plan_record(run)
    where = (run / record["scenario"]["file"]).resolve()
    scenario = _read(where, overrides_of(record), lang, err)
    findings = verify_run(run, record, scenario)
    if findings:
        raise VerificationError(in_language(finding, lang) for finding in findings)
    out.print(f"[bold green]✓ {in_language(AGREES, lang)}[/] {escape(str(run))}")
    out.print(in_language(VERIFIED, lang))


def _read(
    path: Path,
    overrides: Mapping[str, Any],
    lang: Language,
    err: Console,
    problems: Path | None = None,
) -> Scenario:
    from placement.scenario.reader import read_scenario

    with rejection(lang, err, problems):
        return read_scenario(path, overrides)


def _exit_code(outcome: Outcome) -> int:
    if outcome.status in {"optimal", "within_gap"}:
        return OK
    if outcome.source == "nothing":
        return NOTHING
    return INTERRUPTED if outcome.status == "interrupted" else LIMIT
