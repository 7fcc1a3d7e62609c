"""Commands around the main job: check the input, verify a result."""
# ruff: noqa: PLC0415 - heavy imports inside the commands: --help answers at once

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from placement.cli.application import Screen, SpokenCommand, app
from placement.cli.document import print_document, problems_list
from placement.cli.grouping import grouped
from placement.cli.options import RunFolder, ScenarioFile
from placement.cli.printing import (
    check_problems_path,
    consoles,
    print_problems,
    print_warning,
    rejection,
    write_problems,
)
from placement.cli.values import FILE
from placement.errors import FileSystemError, Text, VerificationError

USABLE = Text("输入可用", "The input can be used")
COUNTED = {
    "circles": Text("生活圈", "circles"),
    "outlets": Text("网点", "outlets"),
    "premises": Text("闲置用房", "vacant premises"),
    "options": Text("方案选项", "options"),
    "targets": Text("目标任务", "targets"),
    "years": Text("年度", "years"),
}
NOT_COMPARED = Text(
    "{endings} 文件由其他版本的软件画成，字节不可比，未比较；其中的数字来自已核对的表格",
    "{endings} files were drawn by other versions of the software, so their bytes were not compared; their"
    " figures are those of the tables, which were",
)
AGREES = Text("核对一致", "Verified")
VERIFIED = Text(
    "输入文件未变；情景设置、等级、任务、资金和各目标的值由写出的决策重新算出，表格、工作簿、网页和图重新写出，"
    "均与发布的逐字节相同。界、是否中断、用时和人工办法的数值取自求解记录，最优性没有重新证明。",
    "The input files are unchanged; settings, tiers, targets, money and the values of all terms were "
    "recomputed from the decisions, tables, workbook, page and figures were written again, and all equal what was published "
    "byte by byte. Bounds, how the solve ended, times and the office's own plan are taken from the solver's "
    "record; optimality was not proved again.",
)


@app.command(cls=SpokenCommand)
@grouped
def check(
    scenario: ScenarioFile,
    problems: Annotated[
        Path | None,
        typer.Option(metavar=FILE, help="把全部问题写入 CSV · write all problems to a CSV file"),
    ] = None,
    *,
    screen: Screen,
) -> None:
    """只检查输入，不求解 · check the input without solving."""
    check_problems_path(problems)
    from placement.instance.build import build_instance
    from placement.instance.off_network import off_network_warnings
    from placement.options import build_option_table
    from placement.scenario.reader import read_scenario

    out, err = consoles()
    with rejection(problems, screen.lang):
        read = read_scenario(scenario)
        instance = build_instance(read, build_option_table(read))
    warnings = (*read.warnings, *off_network_warnings(read))
    print_problems(warnings, screen.lang, err)
    if problems is not None:
        write_problems(problems, warnings, screen.lang)
    tables = read.tables
    numbers = {
        "circles": len(tables.circles),
        "outlets": len(tables.outlets),
        "premises": len(tables.premises),
        "options": instance.n_options,
        "targets": len(read.targets),
        "years": f"{read.years[0]}–{read.years[-1]}",
    }
    if screen.as_json:
        found = {"scenario": read.id, "name": read.name, "counts": numbers}
        print_document("check", {**found, "warnings": problems_list(warnings)})
        return
    out.print(f"[bold green]✓ {screen.say(USABLE)}[/] {escape(read.name)}")
    for name, number in numbers.items():
        out.print(f"  {screen.say(COUNTED[name])}: {number}")


@app.command(cls=SpokenCommand)
@grouped
def verify(
    run: RunFolder,
    *,
    screen: Screen,
) -> None:
    """按写出的文件重新核算一个结果 · recompute a run from its written files."""
    from placement.report.run.check import drawn_otherwise, verify_run
    from placement.report.run.claims import overrides_of, read_plan_record
    from placement.scenario.reader import read_scenario

    out, _ = consoles()
    record = read_plan_record(run)
    where = (run / record["scenario"]["file"]).resolve()
    if not where.is_file():
        message = (
            f"结果记录的情景文件不在 {where}：结果目录或情景移动过。请移回原处再核对\n"
            f"the scenario of this run is not at {where}: run or scenario were moved. Move them back to verify"
        )
        raise FileSystemError(message)
    scenario = read_scenario(where, overrides_of(record))
    findings = verify_run(run, record, scenario)
    if findings:
        raise VerificationError(screen.say(finding) for finding in findings)
    unlike = drawn_otherwise(record)
    if screen.as_json:
        print_document("verify", {"run": str(run), "agrees": True, "not_compared": list(unlike)})
        return
    out.print(f"[bold green]✓ {screen.say(AGREES)}[/] {escape(str(run))}")
    out.print(screen.say(VERIFIED))
    if unlike:
        note = screen.say(NOT_COMPARED).format(endings="、".join(unlike))
        print_warning(note, out)
