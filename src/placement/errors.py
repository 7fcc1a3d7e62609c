"""What can go wrong, in words a planner can act on.

Exception tree::

    PlacementError            exit code 70 unless a subclass says otherwise
    ├── InputError            20  rejected input, carries every Problem found
    │   └── UnusableRunError      a run that is none, or of another version: there is nothing to mend in a file
    ├── HardRuleError         30  a hard rule cannot be met (named)
    ├── VerificationError     40  the exact audit contradicts the plan; nothing is published
    ├── UsageError            64  wrong call
    ├── FileSystemError       74  reading or writing failed
    └── OutputBusyError       75  another run holds the output directory
"""

from __future__ import annotations

import errno
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, NamedTuple

Severity = Literal["error", "warning", "info"]

SHOWN_VALUE_LENGTH = 80


class Text(NamedTuple):
    """One sentence in both languages."""

    zh: str
    en: str


Called = Callable[[str], Text]
"""Says what an id is called."""


def as_it_is(name: str) -> Text:
    """Return an id in place of a name."""
    return Text(name, name)


def listed(items: Iterable[str | Text]) -> Text:
    """Return names one after another, separated as each language does."""
    texts = [item if isinstance(item, Text) else Text(item, item) for item in items]
    return Text("、".join(text.zh for text in texts), ", ".join(text.en for text in texts))


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One finding about the input, located as exactly as the file allows.

    Attributes
    ----------
    code
        Stable id such as ``PL401``; never reused for another meaning.
    file
        File as the user wrote it, relative to the scenario where possible.
    sheet
        Worksheet name; ``None`` for CSV and YAML.
    row
        1-based line or worksheet row.
    column
        Header as written by the user, or the dotted key of a YAML value.
    cell
        Worksheet address such as ``F17`` where there is one.
    value
        The value exactly as seen; control characters are escaped when shown.
    rule
        What is allowed, as a sentence that stands alone.
    mend
        What to do about it.
    """

    code: str
    rule: Text
    mend: Text
    severity: Severity = "error"
    file: str = ""
    sheet: str | None = None
    row: int | None = None
    column: str | None = None
    cell: str | None = None
    value: str | None = None

    def at(self, **where: object) -> Problem:
        """Return the same finding with its location filled in."""
        return replace(self, **where)  # type: ignore[arg-type]

    @property
    def shown_value(self) -> str | None:
        """The value as safe text: control and invisible characters escaped, cut at 80 characters."""
        if self.value is None:
            return None
        safe = "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in self.value)
        return safe if len(safe) <= SHOWN_VALUE_LENGTH else safe[: SHOWN_VALUE_LENGTH - 1] + "…"

    @property
    def place(self) -> str:
        """``file, sheet "…", cell F17`` as far as known."""
        parts = [self.file]
        if self.sheet is not None:
            parts.append(f'sheet "{self.sheet}"')
        if self.cell is not None:
            parts.append(self.cell)
        elif self.row is not None:
            parts.append(f"row {self.row}")
        if self.column is not None:
            parts.append(f'"{self.column}"')
        return ", ".join(part for part in parts if part)

    def sort_key(self) -> tuple[str, str, int, str, str]:
        """Order of report: file, sheet, row, column, code."""
        return (self.file, self.sheet or "", self.row or 0, self.column or "", self.code)


def sort_problems(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Return the findings in order of file, sheet, row and column, without repetitions."""
    return tuple(sorted(dict.fromkeys(problems), key=Problem.sort_key))


SYSTEM_WORDS = {
    errno.ENOENT: "没有这个文件或文件夹",
    errno.EISDIR: "这是文件夹，不是文件",
    errno.ENOTDIR: "路径中有一段是文件，不是文件夹",
    errno.EACCES: "没有权限",
    errno.EPERM: "系统不允许",
    errno.ENOSPC: "磁盘已满",
    errno.EDQUOT: "超出磁盘配额",
    errno.EFBIG: "文件超出允许的大小",
    errno.EROFS: "只读的磁盘",
    errno.EIO: "磁盘读写出错",
    errno.EEXIST: "已有同名的文件或文件夹",
    errno.ENAMETOOLONG: "名称太长",
    errno.EBUSY: "正被占用",
    errno.ENOTEMPTY: "文件夹不是空的",
    errno.EMFILE: "打开的文件太多",
    errno.EXDEV: "不在同一个磁盘",
    errno.ELOOP: "链接绕成了圈",
}
"""What the system says in English of a file, by its number."""


def system_words(error: OSError) -> Text:
    """Return why the system refused, in both languages; in its own words where we have none."""
    said = error.strerror or str(error)
    return Text(SYSTEM_WORDS.get(error.errno or 0, said), said)


class PlacementError(Exception):
    """Base of all errors of this package."""

    exit_code = 70


class InputError(PlacementError):
    """The input was rejected.

    Attributes
    ----------
    problems
        All findings, not only the first.
    unchecked
        What could not be looked at as it rests on what cannot be read, where that is known.
    """

    exit_code = 20

    def __init__(self, problems: Iterable[Problem], unchecked: Iterable[Text] = ()) -> None:
        self.problems = sort_problems(problems)
        self.unchecked = tuple(dict.fromkeys(unchecked))
        n_errors = sum(p.severity == "error" for p in self.problems)
        super().__init__(f"输入有 {n_errors} 处问题\n{n_errors} problem(s) in the input")


class UnusableRunError(InputError):
    """What was given as a run is none, or cannot be read by this version; no file is to be mended."""


class HardRuleError(PlacementError):
    """A rule the scenario declares hard cannot be met, or no way to meet it was found in time.

    Attributes
    ----------
    text
        What is said of it, also the two lines of the message.
    proven
        That there is no way at all.
    missed
        Target id → how much it is short, where that is what cannot be met.
    sites
        Ids of the premises locked in, where they cannot all be used.
    kept
        Where the plan lies on which the change rests that is named to help; ``None`` where there is none.
    """

    exit_code = 30

    def __init__(
        self,
        say: Callable[[Called], Text],
        *,
        proven: bool,
        missed: Mapping[str, int] | None = None,
        sites: Iterable[str] = (),
        kept: Path | None = None,
    ) -> None:
        self.say = say
        self.text = say(as_it_is)
        self.proven = proven
        self.missed = dict(missed or {})
        self.sites = tuple(sites)
        self.kept = kept
        super().__init__(f"{self.text.zh}\n{self.text.en}")

    def with_names(self, names: Mapping[str, Text]) -> HardRuleError:
        """Return the same finding with names for the ids that have one."""
        return self.in_words(self.say(lambda name: names.get(name, as_it_is(name))))

    def in_words(self, text: Text, *, kept: Path | None = None) -> HardRuleError:
        """Return the same finding in other words."""
        return HardRuleError(
            lambda _: text, proven=self.proven, missed=self.missed, sites=self.sites, kept=kept
        )


class VerificationError(PlacementError):
    """The exact audit contradicts what was to be published."""

    exit_code = 40

    def __init__(self, findings: Iterable[str]) -> None:
        self.findings = tuple(findings)
        super().__init__("; ".join(self.findings))


class UsageError(PlacementError):
    """The command was called in a way it does not understand."""

    exit_code = 64


class FileSystemError(PlacementError):
    """A file could not be read or written."""

    exit_code = 74


class OutputBusyError(PlacementError):
    """Another run is writing to the same directory."""

    exit_code = 75
