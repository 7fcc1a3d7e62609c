"""Solve a scenario and publish its run, as solve and replan do."""
# ruff: noqa: PLC0415 - heavy imports inside the functions: --help answers at once

from __future__ import annotations

import os
import sys
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from placement.cli.application import Screen
from placement.cli.options import Wishes
from placement.cli.printing import consoles, print_problems, print_unread, print_warning
from placement.errors import FileSystemError, HardRuleError, Text

if TYPE_CHECKING:
    from placement.engine import Outcome, Watch
    from placement.plan import Plan
    from placement.planner import Earlier, Phases, Solved
    from placement.report.run.record import Execution
    from placement.scenario.model import Scenario

Beginning = tuple["Earlier | None", "Plan | None"]
"""An earlier run, and a plan that was found since."""
OK, LIMIT, INTERRUPTED, NOTHING = 0, 10, 11, 12
ADVICE_S = 30.0
SHOWN_OF_RECORD = (
    "scenario",
    "synthetic",
    "licence",
    "basis",
    "limits",
    "outcome",
    "terms",
    "warnings",
    "assumptions",
)

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
BEGINS = Text(
    "从上次求解留下的方案（按它说的改，硬性要求就做得到）出发：{left}（想从头算，先删除这个目录）",
    "beginning from the plan behind the change that the last solve named: {left} (to start anew, remove that directory"
    " first)",
)
OF_ANOTHER = Text(
    "{left} 是求解另一个情景（{whose}）留下的，没有采用",
    "{left} was left by a solve of another scenario ({whose}) and was not used",
)
KEPT = Text(
    "照此做得到的方案留在 {kept}：改好情景，再求解到同一结果目录，就从它出发",
    "the plan that does it is kept in {kept}: change the scenario, solve to the same directory again, and it begins"
    " from there",
)
ANOTHER_RUN = (
    "{target} 里是另一个情景的结果（{former}）；请用 --out 另选目录，或加 --force（原结果会移到旁边，不会删除）\n"
    "{target} holds the run of another scenario ({former}); choose another directory with --out, or add "
    "--force (the former run is moved aside, never deleted)"
)


@dataclass(frozen=True)
class NewRun:
    """A run that has been written, and what was written."""

    target: Path
    execution: Execution
    solved: Solved


def solve_and_publish(
    read: Scenario,
    target: Path,
    wishes: Wishes,
    screen: Screen,
    phases: Phases,
    earlier: Earlier | None,
) -> NewRun:
    """Solve a scenario that was read, and publish its run; progress goes to standard error.

    Raises
    ------
    FileSystemError
        If the directory holds the run of another scenario.
    HardRuleError
        If hard rules cannot be met, with the least change that would help.
    """
    from placement.engine import Watch, stop_on_signals
    from placement.instance.off_network import off_network_warnings
    from placement.report.run.files import write_run
    from placement.report.run.partial import drop_partial
    from placement.report.run.publish import RunDirectory
    from placement.report.run.record import Execution
    from placement.scenario.checks import check_output_path

    if wishes.gap is not None:
        read = replace(read, solver=replace(read.solver, relative_gap=Decimal(str(wishes.gap))))
    limit = float(read.solver.time_limit_s) if wishes.time_limit is None else wishes.time_limit
    print_problems((*read.warnings, *off_network_warnings(read)), screen.lang, consoles()[1])
    check_output_path(target, read.files)
    is_foreign = _is_foreign(target, read, wishes.force)
    execution = Execution(read, phases, limit, screen.lang.value)
    watch = Watch(time_limit_s=limit)
    earlier, begin = _with_left_behind(earlier, target, read, screen)
    print_unread(() if earlier is None else earlier.unread, screen.lang, consoles()[1])
    # Signals stay with the watch while files are written: an impatient Ctrl-C must not lose the plan.
    stopping = stop_on_signals(watch, lambda presses: _acknowledge(presses, screen))
    directory = RunDirectory(target, force=wishes.force, keeps_former=is_foreign)
    with directory as run, stopping:
        solved = _solve(execution, target, watch, screen, (earlier, begin))
        write_run(run, execution, solved)
    drop_partial(target)
    return NewRun(target, execution, solved)


def _is_foreign(target: Path, read: Scenario, force: bool) -> bool:
    """Tell whether a directory holds the run of another scenario, which is replaced by force only."""
    from placement.report.run.claims import scenario_file_of

    former = scenario_file_of(target)
    if former is None or former == read.path.resolve():
        return False
    if not force:
        raise FileSystemError(ANOTHER_RUN.format(target=target, former=former))
    return True


def _with_left_behind(
    earlier: Earlier | None, target: Path, read: Scenario, screen: Screen
) -> Beginning:
    """Return what to solve from, with what the last solve has left; and say so."""
    from placement.report.run.partial import left_behind, partial_of

    left = left_behind(target, read)
    text = None
    if left.of_another is not None:
        text = OF_ANOTHER
    elif left.begin is not None:
        text = BEGINS
    elif earlier is None and left.earlier is not None:
        text = GOES_ON
    if text is not None:
        told = screen.say(text).format(left=partial_of(target), whose=left.of_another)
        print_warning(told, consoles()[1])
    return left.beside(earlier), left.begin


def _solve(
    execution: Execution, target: Path, watch: Watch, screen: Screen, beginning: Beginning
) -> Solved:
    """Solve, showing progress and keeping the best plan so far beside the run."""
    from placement.engine import guarded
    from placement.planner import plan_scenario
    from placement.report.names import term_texts
    from placement.report.run.partial import keeper
    from placement.report.screen.live import LiveProgress

    read = execution.scenario
    terms = term_texts(read.awards_counted)
    earlier, begin = beginning
    with (
        LiveProgress(consoles()[1], screen.lang.value, terms) as live,
        guarded(watch, at_once=True),
    ):
        watch.report = live.show
        keep = keeper(target, execution)
        try:
            return plan_scenario(read, watch, execution.phases, earlier, keep, begin)
        except HardRuleError as error:
            found = _plan_or_advice(error, target, read, watch, beginning)
        return plan_scenario(read, watch, execution.phases, earlier, keep, found)


def _plan_or_advice(
    error: HardRuleError, target: Path, read: Scenario, watch: Watch, beginning: Beginning
) -> Plan:
    """Return a plan that keeps the hard rules after all, met while looking for the least change that would help.

    Raises
    ------
    HardRuleError
        Where there is none, with that change, if one is found; the plan on which it rests is kept.
    """
    from placement.advice.conflict.least_change import least_change
    from placement.advice.conflict.naming import named
    from placement.advice.telling import joined
    from placement.report.run.partial import keep_begin

    error = named(error, read)
    if watch.interrupted:
        raise error
    earlier, begin = beginning
    plans = [*([] if begin is None else [begin]), *([] if earlier is None else [earlier.plan])]
    advice = least_change(read, watch.inner(ADVICE_S), plans, error.missed)
    if advice.plan is not None:
        return advice.plan
    if advice.text is None:
        raise error
    kept = None if advice.begin is None else keep_begin(target, read, advice.begin)
    parts = [advice.text]
    if kept is not None:
        parts.append(Text(*(text.format(kept=kept) for text in KEPT)))
    told = joined(parts)
    zh, en = error.text
    raise error.in_words(Text(f"{zh}。{told.zh}", f"{en}; {told.en}"), kept=kept)


def show_summary(run: NewRun, screen: Screen) -> None:
    """Print the summary of a published run."""
    from placement.report.run.files import summary_of
    from placement.report.screen.summary import render_summary

    summary = summary_of(run.execution, run.solved, run.target)
    consoles()[0].print(render_summary(summary, lang=screen.lang.value))


def _acknowledge(presses: int, screen: Screen) -> None:
    """Say at once that a stop was heard; written past any live display, as a signal may come in its midst."""
    text = screen.say(STOPPING if presses == 1 else STILL_STOPPING)
    os.write(sys.stderr.fileno(), f"\n{text}\n".encode(errors="replace"))


def run_document(run: Path) -> dict[str, Any]:
    """Return what a program wants to know of a published run."""
    from placement.report.run.claims import read_plan_record

    record = read_plan_record(run)
    return {"run": str(run), **{name: record[name] for name in SHOWN_OF_RECORD}}


def exit_code(outcome: Outcome) -> int:
    """Return the documented exit code of a solve."""
    if outcome.status in {"optimal", "within_gap"}:
        return OK
    if outcome.source == "nothing":
        return NOTHING
    return INTERRUPTED if outcome.status == "interrupted" else LIMIT
