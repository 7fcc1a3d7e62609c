"""Running cases: each in a child process of its own, one row appended as soon as it has ended."""

from __future__ import annotations

import json
import math
import sys
import tempfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from placement.bench import machine
from placement.bench.cases import SOLVES, Case
from placement.bench.child import EVENTS, REQUEST, RESULT, STARTED
from placement.bench.metrics import Event, gap_steps, primal_dual_integral, relative_gap
from placement.bench.prepare import NotAvailableError, Prepared
from placement.bench.process import Ended, run_child
from placement.bench.results import SCHEMA, Row, append_row, read_rows

READING_S = 900.0
"""A child may take so long before its contender's own time begins."""
GRACE_S, GRACE_SHARE = 30.0, 0.05
"""And so long beyond its limit, for stopping and for the audit; or such a share of it, if that is more."""
MOST_STEPS = 60

Prepare = Callable[[str], Prepared]


@dataclass(frozen=True)
class Bench:
    """Where results go and where instances come from.

    Attributes
    ----------
    root
        Project folder, for the commit.
    prepare
        Makes the files of an instance, by name.
    tell
        Called with each new row, and how many cases are left.
    """

    root: Path
    results: Path
    prepare: Prepare
    tell: Callable[[Row, int], None] = lambda _row, _left: None

    def run(self, cases: Iterable[Case]) -> list[Row]:
        """Run the cases that have no row yet; return the rows of all of them, in order."""
        asked = list(cases)
        done = {row["key"]: row for row in read_rows(self.results)}
        facts = self._facts({case.contender for case in asked})
        todo = [case for case in asked if case.key not in done]
        for left, case in zip(range(len(todo) - 1, -1, -1), todo, strict=True):
            row: Row = json.loads(json.dumps({**self._measure(case), **facts}))
            append_row(self.results, row)
            done[case.key] = row
            self.tell(row, left)
        return [done[case.key] for case in asked]

    def _facts(self, contenders: set[str]) -> dict[str, Any]:
        return {
            "versions": machine.versions(contenders),
            "commit": machine.commit(self.root),
            "machine": machine.machine(),
        }

    def _measure(self, case: Case) -> dict[str, Any]:
        head = {
            "schema": SCHEMA,
            "key": case.key,
            "case": asdict(case),
            "started": datetime.now(UTC).isoformat(timespec="seconds"),
            "load_before": machine.load(),
        }
        try:
            prepared = self.prepare(case.instance)
        except NotAvailableError as error:
            return {**head, **_without_result("skipped", str(error), case)}
        with tempfile.TemporaryDirectory(prefix="placement-bench-") as name:
            folder = Path(name)
            ended = _run(case, prepared, folder)
            found = _collect(case, ended, folder)
        return {
            **head,
            **found,
            "wall_s": round(ended.wall_s, 2),
            "cpu_s": round(ended.cpu_s, 2),
            "peak_mib": round(ended.peak_mib, 1),
            "load_after": machine.load(),
        }


def _run(case: Case, prepared: Prepared, folder: Path) -> Ended:
    request = {
        "case": asdict(case),
        "scenario": str(prepared.scenario.resolve()),
        "overrides": dict(prepared.overrides),
    }
    (folder / REQUEST).write_text(json.dumps(request, ensure_ascii=False), encoding="utf-8")
    began: list[float] = []
    limit_s = case.limit_s * SOLVES.get(case.contender, 1)

    def seconds_left(now: float) -> float:
        if not began and (folder / STARTED).exists():
            began.append(now)
        grace_s = max(GRACE_S, GRACE_SHARE * limit_s)
        return began[0] + limit_s + grace_s - now if began else READING_S - now

    return run_child(
        [sys.executable, "-m", "placement.bench.child", str(folder)],
        seconds_left=seconds_left,
        memory_mib=case.memory_mib,
        errors=folder / "errors.txt",
    )


def _collect(case: Case, ended: Ended, folder: Path) -> dict[str, Any]:
    """Return the row's figures from what the child left behind, whatever became of it."""
    events = _read_events(folder / EVENTS)
    file = folder / RESULT
    if ended.how != "finished" or not file.is_file():
        status = {"time": "killed_time", "memory": "killed_memory"}.get(ended.how, "died")
        reason = ended.words.splitlines()[-1] if ended.words else f"code {ended.code}"
        return {**_without_result(status, reason, case), "steps": _thin(_unfinished(events))}
    result = json.loads(file.read_text(encoding="utf-8"))
    final = [stage_gap(stage) for stage in result["stages"]]
    if result["status"] == "done":  # nothing was to be solved
        return {"reason": "", **result, "gap": None, "integral_s": None, "steps": []}
    steps = gap_steps(events, final, result["solve_s"])
    return {
        "reason": "",
        **result,
        "gap": round(sum(final) / len(final), 9) if final else 1.0,
        "integral_s": round(primal_dual_integral(steps, case.limit_s), 4),
        "first_plan_s": next((e.seconds for e in events if e.value is not None), None),
        "steps": _thin(steps),
    }


def stage_gap(stage: Mapping[str, Any]) -> float:
    """Return the relative gap of a stage of a row."""
    return 0.0 if stage["proven"] else relative_gap(stage["value"], stage["bound"])


def _without_result(status: str, reason: str, case: Case) -> dict[str, Any]:
    return {
        "status": status,
        "reason": reason,
        "stages": [],
        "gap": 1.0,
        "integral_s": case.limit_s,
        "steps": [],
    }


def _read_events(path: Path) -> list[Event]:
    if not path.is_file():
        return []
    events = []
    for line in path.read_text(encoding="utf-8").splitlines():
        try:
            events.append(Event(*json.loads(line)))
        except (json.JSONDecodeError, TypeError):
            break  # cut short when the child was stopped
    return events


def _unfinished(events: list[Event]) -> list[tuple[float, float]]:
    """Gaps a stopped child had reported; without an audited plan they count for nothing else."""
    stages = max((event.stage for event in events), default=0) + 1
    steps = gap_steps(events, [1.0] * stages, math.inf)
    return [(seconds, gap) for seconds, gap in steps if math.isfinite(seconds)]


def _thin(steps: list[tuple[float, float]]) -> list[list[float]]:
    """Keep at most so many steps, the first and the last among them, the largest falls before others."""
    kept = list(range(len(steps)))
    if len(steps) > MOST_STEPS:
        falls = sorted(kept[1:-1], key=lambda n: steps[n][1] - steps[n - 1][1])
        kept = sorted([0, len(steps) - 1, *falls[: MOST_STEPS - 2]])
    return [[round(steps[n][0], 2), round(steps[n][1], 6)] for n in kept]
