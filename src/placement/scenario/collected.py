"""What is found while a scenario is read: one error with all problems of all its files."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TypeVar

from placement.errors import InputError, Problem, Text
from placement.tables.model import ReadTables, TablesError

LATER = Text("方案选项和模型（读入之后才生成）", "options and model, built from what was read")
FAR_ABOVE, IN_BOTH_UNITS = "PL404", frozenset({"PL727", "PL728"})
"""Of one and the same cell only the second is told."""

T = TypeVar("T")


@dataclass
class Collected:
    """Problems of all files, what could not be looked at, and what was read of rejected tables; `attempt` goes on."""

    problems: list[Problem] = field(default_factory=list)
    unchecked: list[Text] = field(default_factory=list)
    part: ReadTables = field(default_factory=ReadTables)

    def attempt(self, step: Callable[[], T]) -> T | None:
        """Return what a step returns, ``None`` where it rejects the input, which is noted."""
        try:
            return step()
        except InputError as error:
            self.problems.extend(error.problems)
            self.unchecked.extend(error.unchecked)
            if isinstance(error, TablesError):
                self.part = error.part
            return None

    def add(self, problems: Iterable[Problem]) -> None:
        """Add what was found later; of a value that could not be read nothing, of one with an error no warning.

        An amount that is asked about with what may be meant is not called far above its column as well.
        """
        found = list(problems)
        unread = {_place(p) for p in self.problems if p.severity == "error"}
        wrong = {_place(p) for p in found if p.severity == "error"} | unread
        self.problems += [
            p
            for p in found
            if p.column is None or _place(p) not in (unread if p.severity == "error" else wrong)
        ]
        asked = {_place(p) for p in found if p.code in IN_BOTH_UNITS}
        self.problems = [p for p in self.problems if p.code != FAR_ABOVE or _place(p) not in asked]

    def rejection(self, *unchecked: Text) -> InputError:
        """Return the error with everything found and what was not looked at."""
        return InputError(self.problems, (*self.unchecked, *unchecked, LATER))


def _place(problem: Problem) -> tuple[str, int | None, str | None]:
    return problem.file, problem.row, problem.column
