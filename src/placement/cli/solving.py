"""The command solve: one scenario, or several side by side."""
# ruff: noqa: PLC0415 - heavy imports inside the commands: --help answers at once

from __future__ import annotations

import math
import os
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

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
from placement.cli.document import both_languages, print_document
from placement.cli.printing import consoles, print_problems
from placement.errors import FileSystemError, HardRuleError, Text, UsageError

if TYPE_CHECKING:
    from placement.advice.sweep import Ended
    from placement.engine.outcome import Outcome
    from placement.engine.watch import Watch
    from placement.plan import Plan
    from placement.planner import Phases, Solved
    from placement.scenario.model import Scenario

OK, LIMIT, INTERRUPTED, NOTHING = 0, 10, 11, 12
PUBLISHED = frozenset({OK, LIMIT, INTERRUPTED, NOTHING})
MOST_COMPARED = 26
ADVICE_S = 30.0
SHOWN_OF_RECORD = ("scenario", "synthetic", "limits", "outcome", "terms", "warnings", "assumptions")

STOPPING = Text(
    "正在停止：保留已有的最好方案，核算后发布…",
    "stopping: the best plan so far is audited and published…",
)
STILL_STOPPING = Text(
    "仍在停止；再按一次立即退出，不保留方案",
    "still stopping; once more ends at once and keeps no plan",
)
ANOTHER_RUN = (
    "{target} 里是另一个情景的结果（{former}）；请用 --out 另选目录，或加 --force（原结果会移到旁边，不会删除）\n"
    "{target} holds the run of another scenario ({former}); choose another directory with --out, or add "
    "--force (the former run is moved aside, never deleted)"
)
ENDED = Text("{name}：退出码 {code}，{seconds:.1f} 秒", "{name}: exit code {code}, {seconds:.1f} s")
DIED = Text(
    "{name}：进程被终止（内存不足？），其余情景不受影响",
    "{name}: the process was killed (out of memory?); the other scenarios are not affected",
)
SAME_NAME = (
    "几个情景会写到同一个目录：{names}；请换文件名，或分别求解\n"
    "several scenarios would write to one directory: {names}; rename the files or solve them one by one"
)


def finite(number: float | None) -> float | None:
    """Refuse numbers that are none."""
    if number is not None and not math.isfinite(number):
        message = f"{number} is not a finite number"
        raise typer.BadParameter(message)
    return number


@dataclass(frozen=True)
class Wishes:
    """What the command line asks of every solve."""

    time_limit: float | None
    gap: float | None
    start: Path | None
    force: bool


@app.command()
def solve(
    scenarios: Annotated[
        list[Path], typer.Argument(help="一个或几个情景文件 · scenario files (.yaml)")
    ],
    out: Annotated[
        Path | None,
        typer.Option(
            help="结果目录，默认 runs/<情景文件名>；几个情景时为其上级目录 · run directory, or the folder"
            " above them for several scenarios"
        ),
    ] = None,
    time_limit: Annotated[
        float | None,
        typer.Option(min=0, callback=finite, help="时限（秒） · time limit in seconds"),
    ] = None,
    gap: Annotated[
        float | None,
        typer.Option(
            min=0, max=1, callback=finite, help="可接受的相对差距 · accepted relative gap"
        ),
    ] = None,
    start: Annotated[
        Path | None,
        typer.Option(help="从已有结果出发（改了预算、锁定、造价之后） · start from an earlier run"),
    ] = None,
    jobs: Annotated[
        int | None, typer.Option(min=1, help="几个情景时同时求解几个 · solves at a time")
    ] = None,
    force: Annotated[
        bool,
        typer.Option("--force", help="目录不是本软件的结果时移开 · move a foreign directory aside"),
    ] = False,
    lang: LanguageOption = Language.zh,
    as_json: JsonOption = False,
    _debug: DebugOption = False,
) -> None:
    """求解并发布经审计的方案，可一次给出几个情景 · solve and publish the audited plan, or several."""
    wishes = Wishes(time_limit, gap, start, force)
    if len(scenarios) == 1:
        target = out if out is not None else Path("runs") / scenarios[0].stem
        code = _solve_one(scenarios[0], target, wishes, lang, as_json)
    else:
        folder = Path("runs") if out is None else out
        code = _solve_several(scenarios, folder, wishes, (jobs, lang, as_json))
    raise typer.Exit(code)


def _solve_one(scenario: Path, target: Path, wishes: Wishes, lang: Language, as_json: bool) -> int:
    from placement.planner import Phases
    from placement.report.run_claims import read_plan
    from placement.scenario.reader import read_scenario

    phases = Phases()
    with phases.phase("read"):
        read = read_scenario(scenario)
    earlier = None if wishes.start is None else read_plan(wishes.start)
    solved = solve_and_publish(read, target, (wishes, lang), phases, earlier)
    code = exit_code(solved.outcome)
    if as_json:
        print_document("solve", run_document(target), code)
    else:
        show_summary(read, solved, phases, target, lang)
    return code


def solve_and_publish(
    read: Scenario,
    target: Path,
    how: tuple[Wishes, Language],
    phases: Phases,
    earlier: Plan | None,
) -> Solved:
    """Solve a scenario that was read, and publish its run; progress goes to standard error."""
    from placement.engine.watch import Watch, stop_on_signals
    from placement.instance.off_network import off_network_warnings
    from placement.planner import plan_scenario
    from placement.report.live import LiveProgress
    from placement.report.names import term_texts
    from placement.report.publish import RunDirectory
    from placement.report.run_claims import scenario_file_of
    from placement.report.run_files import write_run
    from placement.scenario.checks import check_output_path

    (wishes, lang), err = how, consoles()[1]
    if wishes.gap is not None:
        read = replace(read, solver=replace(read.solver, relative_gap=Decimal(str(wishes.gap))))
    limit = float(read.solver.time_limit_s) if wishes.time_limit is None else wishes.time_limit
    print_problems((*read.warnings, *off_network_warnings(read)), lang, err)
    check_output_path(target, read.files)
    former = scenario_file_of(target)
    is_foreign = former is not None and former != read.path.resolve()
    if is_foreign and not wishes.force:
        raise FileSystemError(ANOTHER_RUN.format(target=target, former=former))
    watch = Watch(time_limit_s=limit)
    # Signals stay with the watch while files are written: an impatient Ctrl-C must not lose the plan.
    stopping = stop_on_signals(watch, lambda presses: _acknowledge(presses, lang))
    directory = RunDirectory(target, force=wishes.force, keeps_former=is_foreign)
    with directory as run, stopping:
        with LiveProgress(err, lang.value, term_texts(read.awards_counted)) as live:
            watch.report = live.show
            try:
                solved = plan_scenario(read, watch, phases, earlier)
            except HardRuleError as error:
                raise _with_advice(error, read, watch) from None
        write_run(run, read, solved, phases, limit)
    return solved


def _with_advice(error: HardRuleError, read: Scenario, watch: Watch) -> HardRuleError:
    """Return the error with the least change that would help, where one is found."""
    from placement.advice.conflict import least_change

    advice = None if watch.interrupted else least_change(read, watch.inner(ADVICE_S))
    if advice is None:
        return error
    zh, _, en = str(error).partition("\n")
    return HardRuleError(f"{zh}。{advice.zh}\n{en or zh}; {advice.en}")


def show_summary(
    read: Scenario, solved: Solved, phases: Phases, target: Path, lang: Language
) -> None:
    """Print the summary of a published run."""
    from placement.report.run_files import summary_of
    from placement.report.summary import render_summary

    summary = summary_of(read, solved, phases, target)
    consoles()[0].print(render_summary(summary, lang=lang.value))


def _acknowledge(presses: int, lang: Language) -> None:
    """Say at once that a stop was heard; written past any live display, as a signal may come in its midst."""
    text = in_language(STOPPING if presses == 1 else STILL_STOPPING, lang)
    os.write(sys.stderr.fileno(), f"\n{text}\n".encode(errors="replace"))


def run_document(run: Path) -> dict[str, Any]:
    """Return what a program wants to know of a published run."""
    from placement.report.run_claims import read_plan_record

    record = read_plan_record(run)
    return {"run": str(run), **{name: record[name] for name in SHOWN_OF_RECORD}}


def exit_code(outcome: Outcome) -> int:
    """Return the documented exit code of a solve."""
    if outcome.status in {"optimal", "within_gap"}:
        return OK
    if outcome.source == "nothing":
        return NOTHING
    return INTERRUPTED if outcome.status == "interrupted" else LIMIT


def _solve_several(
    scenarios: Sequence[Path],
    folder: Path,
    wishes: Wishes,
    how: tuple[int | None, Language, bool],
) -> int:
    from placement.advice.sweep import Job, run_jobs, usual_workers

    workers, lang, as_json = how
    _check_names([scenario.stem for scenario in scenarios])
    jobs = [
        Job(
            path.stem,
            ("solve", str(path), "--out", str(folder / path.stem), *_passed_on(wishes, lang)),
        )
        for path in scenarios
    ]
    ended: dict[str, Ended] = {}
    for each in run_jobs(jobs, workers or usual_workers(len(jobs))):
        ended[each.job.name] = each
        _tell(each, lang)
    published = [folder / job.name for job in jobs if ended[job.name].code in PUBLISHED]
    code = max(each.code for each in ended.values())
    comparison = _compare(published, folder / "compare", wishes, lang, as_json)
    if as_json:
        rows = [_row(ended[job.name], folder) for job in jobs]
        print_document("solve", {"runs": rows, "comparison": comparison}, code)
    return code


def _check_names(names: Sequence[str]) -> None:
    taken = Counter([*names, "compare"])
    twice = [name for name, n in taken.items() if n > 1]
    if twice:
        raise UsageError(SAME_NAME.format(names=", ".join(twice)))


def _passed_on(wishes: Wishes, lang: Language) -> list[str]:
    arguments = ["--json", "--lang", lang.value]
    if wishes.time_limit is not None:
        arguments += ["--time-limit", str(wishes.time_limit)]
    if wishes.gap is not None:
        arguments += ["--gap", str(wishes.gap)]
    if wishes.start is not None:
        arguments += ["--start", str(wishes.start)]
    return [*arguments, "--force"] if wishes.force else arguments


def _tell(ended: Ended, lang: Language) -> None:
    """Say on standard error that a scenario has ended, and what it said where it failed."""
    _, err = consoles()
    is_good = ended.code in PUBLISHED
    mark = "[green]✓[/]" if is_good else "[bold red]✗[/]"
    line = in_language(DIED if ended.died else ENDED, lang).format(
        name=ended.job.name, code=ended.code, seconds=ended.seconds
    )
    err.print(f"{mark} {escape(line)}")
    if not is_good and ended.err:
        err.print(ended.err.rstrip(), markup=False, highlight=False)


def _compare(
    runs: Sequence[Path], out: Path, wishes: Wishes, lang: Language, as_json: bool
) -> Mapping[str, Any] | None:
    from placement.cli.advising import compare_published

    if not 1 < len(runs) <= MOST_COMPARED:
        return None
    return compare_published(runs, out, force=wishes.force, lang=lang, is_silent=as_json)


def _row(ended: Ended, folder: Path) -> dict[str, Any]:
    run = folder / ended.job.name
    row: dict[str, Any] = {"name": ended.job.name, "exit_code": ended.code, "died": ended.died}
    if ended.code in PUBLISHED:
        return row | run_document(run)
    return row | {"findings": [both_languages(line) for line in ended.err.splitlines() if line]}
