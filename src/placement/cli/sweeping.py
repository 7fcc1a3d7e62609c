"""Several scenarios solved side by side, each in a process of its own, then compared."""
# ruff: noqa: PLC0415 - heavy imports inside the functions: --help answers at once

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.markup import escape

from placement.cli.advising import code_of, compare_published, comparison_document
from placement.cli.application import Language, Screen, in_language
from placement.cli.document import both_languages, print_document
from placement.cli.options import Wishes
from placement.cli.printing import consoles, print_where
from placement.cli.publishing import INTERRUPTED, LIMIT, NOTHING, OK, run_document
from placement.errors import Text, UsageError

if TYPE_CHECKING:
    from placement.advice.sweep import Ended

PUBLISHED = frozenset({OK, LIMIT, INTERRUPTED, NOTHING})
MOST_COMPARED = 26
ENDED = Text("{name}：退出码 {code}，{seconds:.1f} 秒", "{name}: exit code {code}, {seconds:.1f} s")
DIED = Text(
    "{name}：进程被终止（内存不足？），其余情景不受影响",
    "{name}: the process was killed (out of memory?); the other scenarios are not affected",
)
NO_RUN = Text(
    "{name} 没有结果，不在比较中：进程被终止",
    "{name} has no run and is not compared: its process was killed",
)
NO_RUN_CODE = Text(
    "{name} 没有结果，不在比较中：退出码 {code}",
    "{name} has no run and is not compared: exit code {code}",
)
SAME_NAME = (
    "几个情景会写到同一个目录：{names}；请换文件名，或分别求解\n"
    "several scenarios would write to one directory: {names}; rename the files or solve them one by one"
)


def solve_several(
    scenarios: Sequence[Path], folder: Path, wishes: Wishes, screen: Screen, workers: int | None
) -> int:
    """Solve scenarios at the same time, compare what was published, and return the worst exit code.

    Parameters
    ----------
    workers
        How many to solve at a time; ``None`` for as many as the machine has room for.

    Raises
    ------
    UsageError
        If several would write to one directory.
    """
    from placement.advice.sweep import Job, run_jobs, usual_workers

    _check_names([scenario.stem for scenario in scenarios])
    jobs = [
        Job(
            path.stem,
            ("solve", str(path), "--out", str(folder / path.stem), *_passed_on(wishes, screen)),
        )
        for path in scenarios
    ]
    ended: dict[str, Ended] = {}
    for each in run_jobs(jobs, workers or usual_workers(len(jobs))):
        ended[each.job.name] = each
        _tell(each, screen.lang)
    published = [folder / job.name for job in jobs if ended[job.name].code in PUBLISHED]
    code = max(each.code for each in ended.values())
    compared, document = folder / "compare", None
    if 1 < len(published) <= MOST_COMPARED:
        absent = [
            _absence(ended[job.name]) for job in jobs if ended[job.name].code not in PUBLISHED
        ]
        comparison = compare_published(published, compared, wishes.force, screen, absent)
        code, document = max(code, code_of(comparison)), comparison_document(comparison, compared)
    if not screen.as_json:
        print_where(folder, screen.lang, consoles()[0])
    if screen.as_json:
        rows = [_row(ended[job.name], folder) for job in jobs]
        print_document("solve", {"runs": rows, "comparison": document}, code)
    return code


def _check_names(names: Sequence[str]) -> None:
    taken = Counter([*names, "compare"])
    twice = [name for name, n in taken.items() if n > 1]
    if twice:
        raise UsageError(SAME_NAME.format(names=", ".join(twice)))


def _passed_on(wishes: Wishes, screen: Screen) -> list[str]:
    arguments = ["--json", "--lang", screen.lang.value]
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


def _absence(ended: Ended) -> Text:
    """Say that a scenario has no run in the comparison, and why."""
    name, why = ended.job.name, NO_RUN if ended.died else NO_RUN_CODE
    return Text(*(text.format(name=name, code=ended.code) for text in why))


def _row(ended: Ended, folder: Path) -> dict[str, Any]:
    run = folder / ended.job.name
    row: dict[str, Any] = {"name": ended.job.name, "exit_code": ended.code, "died": ended.died}
    if ended.code in PUBLISHED:
        return row | run_document(run)
    findings = [both_languages(line) for line in ended.err.splitlines() if line]
    return row | {"findings": findings, "kept": _kept(ended)}


def _kept(ended: Ended) -> str | None:
    """Return where a scenario whose hard rules cannot be met has left a plan to begin from, as it said itself."""
    try:
        kept = json.loads(ended.out).get("kept")
    except (ValueError, AttributeError):  # killed while it spoke
        return None
    return None if kept is None else str(kept)
