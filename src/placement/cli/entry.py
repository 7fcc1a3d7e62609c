"""From any ending of a command to the documented exit code."""

from __future__ import annotations

import io
import sys
import traceback
import warnings
from itertools import pairwise

import typer
from rich.markup import escape

from placement.cli.application import Call, Language, app, in_language
from placement.cli.document import print_error_document
from placement.cli.printing import consoles, print_error, print_problems
from placement.cli.usage import is_bare_call, is_usage_error, said_of_usage
from placement.errors import (
    InputError,
    PlacementError,
    Text,
    UnusableRunError,
    UsageError,
    VerificationError,
    listed,
    system_words,
)
from placement.interrupts import (
    INTERRUPTED,
    NO_RESULT_EN,
    NO_RESULT_ZH,
    heard,
    interrupt_document,
    is_pending,
)

CHECK_AGAIN = Text(
    "改正后请再检查一次：有些检查要在以上问题改正后才能进行。",
    "Check again once these are mended: some checks can only be made then.",
)
NOT_CHECKED = Text(
    "改正后请再检查一次。这次没有检查（要用到上面读不出的内容）：{}。",
    "Check again once these are mended. Not checked this time, as it rests on what cannot be read: {}.",
)
NOT_DONE = "读写失败：{file}（{why.zh}）\nreading or writing failed: {file} ({why.en})"
NO_RESULT = Text(NO_RESULT_ZH, NO_RESULT_EN)
OK, INTERNAL, FILE_SYSTEM = 0, 70, 74


def main() -> None:
    """Run the command line and exit with the documented code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(
                errors="replace"
            )  # a console that cannot show ✓ is no reason to fail
    # A rare letter is a box in a picture; the tables have it as it is.
    warnings.filterwarnings("ignore", message=r"Glyph \d+ .* missing from font")
    # Known even where the call cannot be parsed.
    call = Call(lang=_asked_language(sys.argv[1:]), json="--json" in sys.argv[1:])
    try:
        code = app(standalone_mode=False, obj=call) or OK
    except typer.Exit as ending:
        code = ending.exit_code
    except Exception as error:  # noqa: BLE001 - every ending has a documented code
        told = _in_our_words(error)
        code = _explain(told, call)
        if call.json and code != INTERRUPTED:
            print_error_document(told, code)
    if code == INTERRUPTED:
        heard()
        if call.json:
            typer.echo(interrupt_document())
        consoles()[1].print(in_language(NO_RESULT, call.lang))
    sys.exit(code)


def _asked_language(arguments: list[str]) -> Language:
    """Return the language a call asks for, Chinese where it names none that there is."""
    pairs = [*pairwise(arguments), *(a.split("=", 1) for a in arguments)]
    return Language.en if any(tuple(pair) == ("--lang", "en") for pair in pairs) else Language.zh


def _in_our_words(error: Exception) -> Exception:
    """Return an error of the library that reads the call in our words, any other as it is."""
    return said_of_usage(error) if is_usage_error(error) and not is_bare_call(error) else error


def _explain(error: Exception, call: Call) -> int:
    """Tell the reader what went wrong and return the exit code."""
    _, err = consoles()
    if isinstance(error, typer.Abort) or (isinstance(error, ImportError) and is_pending()):
        return INTERRUPTED
    if is_bare_call(error):
        error.show()  # type: ignore[attr-defined]
        return UsageError.exit_code
    if call.debug and not isinstance(error, UsageError):
        err.print(traceback.format_exc(), markup=False, highlight=False, soft_wrap=True)
    if isinstance(error, InputError):
        print_problems(error.problems, call.lang, err)
        if not isinstance(error, UnusableRunError):
            err.print(f"[dim]{escape(_what_is_left(error, call.lang))}[/]")
        return error.exit_code
    if isinstance(error, PlacementError):
        findings = error.findings if isinstance(error, VerificationError) else (str(error),)
        for finding in findings:
            print_error(finding, call.lang, err)
        return error.exit_code
    if isinstance(error, OSError):
        message = NOT_DONE.format(file=error.filename or "", why=system_words(error))
        print_error(message, call.lang, err)
        return FILE_SYSTEM
    err.print(f"[bold red]✗ 内部错误 internal error[/] {escape(repr(error))}")
    return INTERNAL


def _what_is_left(error: InputError, lang: Language) -> str:
    """Say that rejected input is to be checked again, and what was not looked at where that is known."""
    if not error.unchecked:
        return in_language(CHECK_AGAIN, lang)
    names = in_language(listed(error.unchecked), lang)
    return in_language(NOT_CHECKED, lang).format(names)
