"""Solve a scenario and publish its run, as solve and replan do."""
# ruff: noqa: PLC0415 - heavy imports inside the functions: --help answers at once

from __future__ import annotations

import os
import sys
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.markup import escape

from placement.cli.application import Language, in_language
from placement.cli.printing import consoles, print_problems
from placement.errors import FileSystemError, HardRuleError, Text

if TYPE_CHECKING:
    from placement.engine.outcome import Outcome
    from placement.engine.watch import Watch
    from placement.planner import Earlier, Phases, Solved
    from placement.scenario.model import Scenario

OK, LIMIT, INTERRUPTED, NOTHING = 0, 10, 11, 12
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
GOES_ON = Text(
    "上次求解没有正常结束，从它留下的方案接着算：{left}（想从头算，先删除这个目录）",
    "the last solve was cut off; going on from the plan it left: {left} (to start anew, remove that directory first)",
)
ANOTHER_RUN = (
    "{target} 里是另一个情景的结果（{former}）；请用 --out 另选目录，或加 --force（原结果会移到旁边，不会删除）\n"
    "{target} holds the run of another scenario ({former}); choose another directory with --out, or add "
    "--force (the former run is moved aside, never deleted)"
)


@dataclass(frozen=True)
class Wishes:
    """What the command line asks of every solve, and how it is told of."""

    lang: Language
    as_json: bool
    time_limit: float | None
    force: bool
    gap: float | None = None
    start: Path | None = None


def solve_and_publish(
    read: Scenario,
    target: Path,
    wishes: Wishes,
    phases: Phases,
    earlier: Earlier | None,
) -> Solved:
    """Solve a scenario that was read, and publish its run; progress goes to standard error."""
    from placement.engine.watch import Watch, stop_on_signals
    from placement.instance.off_network import off_network_warnings
    from placement.planner import plan_scenario
    from placement.report.live import LiveProgress
    from placement.report.names import term_texts
    from placement.report.partial import drop_partial, keeper, left_behind, partial_of
    from placement.report.publish import RunDirectory
    from placement.report.run_claims import scenario_file_of
    from placement.report.run_files import write_run
    from placement.scenario.checks import check_output_path

    lang, err = wishes.lang, consoles()[1]
    if wishes.gap is not None:
        read = replace(read, solver=replace(read.solver, relative_gap=Decimal(str(wishes.gap))))
    limit = float(read.solver.time_limit_s) if wishes.time_limit is None else wishes.time_limit
    print_problems((*read.warnings, *off_network_warnings(read)), lang, err)
    check_output_path(target, read.files)
    former = scenario_file_of(target)
    is_foreign = former is not None and former != read.path.resolve()
    if is_foreign and not wishes.force:
        raise FileSystemError(ANOTHER_RUN.format(target=target, former=former))
    if earlier is None and (earlier := left_behind(target, read)) is not None:
        left = str(partial_of(target))
        err.print(f"[yellow]! {escape(in_language(GOES_ON, lang).format(left=left))}[/]")
    watch = Watch(time_limit_s=limit)
    # Signals stay with the watch while files are written: an impatient Ctrl-C must not lose the plan.
    stopping = stop_on_signals(watch, lambda presses: _acknowledge(presses, lang))
    directory = RunDirectory(target, force=wishes.force, keeps_former=is_foreign)
    with directory as run, stopping:
        with LiveProgress(err, lang.value, term_texts(read.awards_counted)) as live:
            watch.report = live.show
            try:
                keep = keeper(target, read, phases, limit)
                solved = plan_scenario(read, watch, phases, earlier, keep)
            except HardRuleError as error:
                raise _with_advice(error, read, watch) from None
        write_run(run, read, solved, phases, limit)
    drop_partial(target)
    return solved


def _with_advice(error: HardRuleError, read: Scenario, watch: Watch) -> HardRuleError:
    """Return the error with the least change that would help, where one is found."""
    from placement.advice.conflict import least_change

    advice = None if watch.interrupted else least_change(read, watch.inner(ADVICE_S))
    if advice is None:
        return error
    zh, _, en = str(error).partition("\n")
    return HardRuleError(f"{zh}。{advice.zh}\n{en or zh}; {advice.en}", proven=error.proven)


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
