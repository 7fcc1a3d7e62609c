"""What commands print besides their results: findings about the input, and errors."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.markup import escape

from placement.cli.application import Language, in_language
from placement.errors import FileSystemError, InputError, Problem, Text, UsageError

RESULTS = Text("结果目录：", "Results: ")


class PipedConsole(Console):
    """A console whose reader may leave, as ``| head`` does: the work goes on and ends with its own code."""

    def on_broken_pipe(self) -> None:
        """Write to nowhere from now on; rich would end the program with code 1."""
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, self.file.fileno())
        os.close(nowhere)


def consoles() -> tuple[Console, Console]:
    """Return where results go and where everything else goes."""
    return PipedConsole(), PipedConsole(stderr=True)


@contextmanager
def rejection(problems: Path | None = None, lang: Language = Language.zh) -> Iterator[None]:
    """Write rejected input to ``problems`` if asked, and pass it on to be told."""
    try:
        yield
    except InputError as error:
        if problems is not None:
            write_problems(problems, error.problems, lang)
        raise


def check_problems_path(path: Path | None) -> None:
    """Raise UsageError, before any work, where the file for the problems is not named as a CSV file."""
    if path is not None and path.suffix.casefold() != ".csv":
        right = path.with_suffix(".csv")
        message = (
            f"问题清单是 CSV 文件，文件名须以 .csv 结尾，不能是“{path}”；可写 --problems {right}\n"
            f"the list of problems is a CSV file; its name must end in .csv, not “{path}”: --problems {right}"
        )
        raise UsageError(message)


def write_problems(path: Path, problems: Iterable[Problem], lang: Language) -> None:
    """Write findings to a CSV file for Excel.

    Raises
    ------
    FileSystemError
        If the file cannot be written.
    """
    from placement.problem_text import problems_frame  # noqa: PLC0415 - pandas is slow
    from placement.spreadsheets import guarded_frame  # noqa: PLC0415 - pandas is slow

    try:
        table = guarded_frame(problems_frame(problems, lang.value))
        table.to_csv(path, index=False, encoding="utf-8-sig")
    except OSError as error:
        message = f"无法写入问题清单 {path}\ncannot write the list of problems to {path}"
        raise FileSystemError(message) from error


def print_problems(problems: Iterable[Problem], lang: Language, err: Console) -> None:
    """Print findings, those that are mere information left out."""
    from placement.problem_text import render_problems  # noqa: PLC0415 - pandas is slow
    from placement.report.prose import Prose  # noqa: PLC0415 - quick to start with

    shown = [problem for problem in problems if problem.severity != "info"]
    if shown:
        err.print(Prose(render_problems(shown, lang.value)))


def print_where(path: Path, lang: Language, out: Console) -> None:
    """Say, as the last line, where the results are."""
    out.print(f"\n[cyan]{in_language(RESULTS, lang)}[/]{escape(str(path))}", soft_wrap=True)


def print_unread(texts: Iterable[Text], lang: Language, err: Console) -> None:
    """Say what of an earlier run could not be read."""
    for text in texts:
        print_warning(in_language(text, lang), err)


def print_warning(text: str, err: Console) -> None:
    """Print a sentence that is to be noticed."""
    from placement.report.prose import Prose  # noqa: PLC0415 - quick to start with

    err.print(Prose(f"! {text}", style="yellow"))


def print_error(message: str, lang: Language, err: Console) -> None:
    """Print an error; of a message in two lines, Chinese and English, the reader's line."""
    zh, newline, en = message.partition("\n")
    shown = en if newline and lang is Language.en else zh
    from placement.report.prose import Prose  # noqa: PLC0415 - quick to start with

    err.print(Prose(f"✗ {shown}", style="red"))
