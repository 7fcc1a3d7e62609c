"""The main job as one function: scenario → options → instance → engine → audited plan."""

from __future__ import annotations

import importlib.util
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace

import numpy as np

from placement.audit import Statement, audit_plan
from placement.engine import (
    BlockRecord,
    Outcome,
    Progress,
    Settings,
    Watch,
    evaluate,
    plan_of,
    repaired,
    solve_again,
    solve_instance,
)
from placement.errors import Text, VerificationError
from placement.instance import Instance
from placement.instance.build import build_instance
from placement.options import build_option_table
from placement.plan import Plan
from placement.scenario.model import Scenario

MONEY_TERMS = frozenset({"public_money", "aid_money", "award_money"})
KIB_PER_MIB = 1024
START_NOTE = "start: "
"""What a note begins with that is of the run a solve starts from, not of the solver."""
LEAST_BETWEEN_S = 10.0
TIMES_ITS_COST = 20
"""How long to wait until the best plan is kept again: so many times what keeping it took."""


@dataclass
class Phases:
    """Wall seconds of each phase and the peak memory of the process at its end."""

    seconds: dict[str, float] = field(default_factory=dict)
    peak_mib: dict[str, float] = field(default_factory=dict)
    _running: tuple[str, float] | None = None

    @contextmanager
    def phase(self, name: str) -> Iterator[None]:
        """Time what is done inside."""
        started = time.monotonic()
        try:
            yield
        finally:
            self.note(name, time.monotonic() - started)

    @contextmanager
    def follow(self, watch: Watch) -> Iterator[None]:
        """Record the phases a watch reports while the work inside runs."""
        report = watch.report

        def note_and_report(progress: Progress) -> None:
            if self._running is None or self._running[0] != progress.phase:
                self._end_running()
                self._running = (progress.phase, time.monotonic())
            report(progress)

        watch.report = note_and_report
        try:
            yield
        finally:
            watch.report = report
            self._end_running()

    def _end_running(self) -> None:
        if self._running is not None:
            self.note(self._running[0], time.monotonic() - self._running[1])
            self._running = None

    def note(self, name: str, seconds: float) -> None:
        """Record a phase that has just ended; one that comes again adds to its time."""
        self.seconds[name] = round(self.seconds.get(name, 0.0) + seconds, 3)
        peak = peak_memory_mib()
        if peak is not None:
            self.peak_mib[name] = peak


def peak_memory_mib() -> float | None:
    """Return the most memory the process has held so far, MiB; ``None`` where the system does not tell."""
    if importlib.util.find_spec("resource") is None:
        return None
    resource = importlib.import_module("resource")
    peak = float(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
    return round((peak / KIB_PER_MIB if sys.platform == "darwin" else peak) / KIB_PER_MIB, 1)


@dataclass(frozen=True)
class Solved:
    """A plan, what it is worth, and how its solve ended."""

    plan: Plan
    statement: Statement
    outcome: Outcome
    instance: Instance


@dataclass(frozen=True)
class Earlier:
    """A former run to start from.

    Attributes
    ----------
    plan
        What of it no longer fits is left out.
    records
        What its solve has shown of blocks; taken over where a block has not changed.
    unread
        What of it could not be read and is done without.
    """

    plan: Plan
    records: tuple[BlockRecord, ...] = ()
    unread: tuple[Text, ...] = ()

    @property
    def notes(self) -> tuple[str, ...]:
        """What could not be read, for the notes of the outcome: two lines each, Chinese and English."""
        return tuple(f"{START_NOTE}{text.zh}\n{text.en}" for text in self.unread)


@dataclass
class Keeping:
    """Hands what a solve has found so far to whoever keeps it, audited, now and then.

    Attributes
    ----------
    watch
        Of the solve; when it is over the end is near, and nothing is kept any more.
    audited
        Audits an outcome.
    keep
        Puts it away.
    """

    watch: Watch
    audited: Callable[[Outcome], Solved]
    keep: Callable[[Solved], None]
    _next: float = 0.0
    _last: Outcome | None = None

    def __call__(self, state: Callable[[], Outcome]) -> None:
        """Keep what is stated where it is new and the last time is long enough ago."""
        began = time.monotonic()
        if began < self._next or self.watch.over:
            return
        outcome = state()
        if self._last is None or not _is_same(outcome, self._last):
            with suppress(VerificationError):  # the end of the solve will say so
                self.keep(self.audited(outcome))
            self._last = outcome
        took = time.monotonic() - began
        self._next = began + max(LEAST_BETWEEN_S, TIMES_ITS_COST * took)


def _is_same(one: Outcome, other: Outcome) -> bool:
    a, b = one.decisions, other.decisions
    same = np.array_equal(a.start, b.start) and np.array_equal(a.held, b.held)
    return same and one.stages == other.stages


def plan_scenario(
    scenario: Scenario,
    watch: Watch,
    phases: Phases,
    earlier: Earlier | None = None,
    keep: Callable[[Solved], None] | None = None,
    found: Plan | None = None,
) -> Solved:
    """Plan a scenario and audit the result.

    Parameters
    ----------
    watch
        Its clock starts when the options are known: a time limit is one of the solve alone.
    keep
        Called now and then with the best plan so far, audited.
    found
        A plan met since an earlier plan was made, where it keeps the hard rules, or can be repaired so that it does:
        what the solve starts from, while of equally good plans it still takes the one nearest to the earlier plan.

    Raises
    ------
    InputError
        If the scenario cannot be planned as it stands.
    HardRuleError
        If hard rules cannot be met.
    VerificationError
        If the audit contradicts the engine; nothing may be published then.
    """
    with phases.phase("options"):
        table = build_option_table(scenario)
    with phases.phase("instance"):
        instance = build_instance(scenario, table)

    def audited(outcome: Outcome) -> Solved:
        plan = plan_of(outcome.decisions, instance, table)
        statement = audit_plan(scenario, plan)
        _compare(instance, outcome, statement)
        return Solved(plan, statement, _noted(outcome, earlier), instance)

    if keep is not None:
        watch.keep = Keeping(watch, audited, keep)
    settings = replace(settings_of(scenario), confirm=True)
    watch.begin()
    with phases.follow(watch):
        outcome = _solve(instance, watch, settings, earlier, found)
    with phases.phase("audit"):
        return audited(outcome)


def _solve(
    instance: Instance,
    watch: Watch,
    settings: Settings,
    earlier: Earlier | None,
    found: Plan | None,
) -> Outcome:
    begin, told = (None, ()) if found is None else repaired(found, instance, watch, settings)
    keeps = begin is not None and evaluate(instance, begin).feasible
    if earlier is None:
        outcome = solve_instance(instance, watch, settings, earlier=begin)
    else:
        better = begin if keeps else None
        outcome = solve_again(earlier.plan, instance, watch, settings, earlier.records, better)
    # A plan met meanwhile is of no former run but of solving.
    is_found = keeps and outcome.source == "start"
    source = "mip" if is_found else outcome.source
    return replace(outcome, source=source, notes=(*told, *outcome.notes))


def _noted(outcome: Outcome, earlier: Earlier | None) -> Outcome:
    """Return the outcome with what of the earlier run could not be read among its notes."""
    notes = () if earlier is None else earlier.notes
    return replace(outcome, notes=(*notes, *outcome.notes)) if notes else outcome


def settings_of(scenario: Scenario) -> Settings:
    """Return what the scenario's section ``solver`` asks of the engine."""
    asked = scenario.solver
    return Settings(
        gap=float(asked.relative_gap),
        seed=asked.seed,
        workers=asked.threads,
    )


def in_audited_unit(instance: Instance, term: str, value: int) -> int:
    """Turn a value of the engine into the audit's unit: fen for money, itself otherwise."""
    return value * instance.money_unit_fen if term in MONEY_TERMS else value


def _compare(instance: Instance, outcome: Outcome, statement: Statement) -> None:
    findings = [
        f"{stage.term}：求解得 {claimed}，核算得 {statement.terms[stage.term]}\n"
        f"{stage.term}: the engine says {claimed}, the audit {statement.terms[stage.term]}"
        for stage in outcome.stages
        if (claimed := in_audited_unit(instance, stage.term, stage.value))
        != statement.terms[stage.term]
    ]
    if findings:
        raise VerificationError(findings)
