"""The application, and the options every command takes."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup

from placement import __version__
from placement.errors import Text


class Language(StrEnum):
    """Language of what is printed."""

    zh = "zh"
    en = "en"


@dataclass
class Call:
    """What is known of this call before its command runs; errors are told accordingly."""

    lang: Language = Language.zh
    debug: bool = False
    json: bool = False


def in_language(text: Text, lang: Language) -> str:
    """Return a bilingual text in the reader's language."""
    return text.zh if lang is Language.zh else text.en


def _speak(context: typer.Context, lang: Language) -> Language:
    """Return the language asked for here, else the one asked for before the command."""
    call = context.ensure_object(Call)
    source = context.get_parameter_source("lang")
    if source is not None and source.name == "COMMANDLINE":
        call.lang = lang
    return call.lang


def _debug(context: typer.Context, debug: bool) -> bool:
    call = context.ensure_object(Call)
    call.debug = call.debug or debug
    return debug


def _json(context: typer.Context, as_json: bool) -> bool:
    call = context.ensure_object(Call)
    call.json = call.json or as_json
    return call.json


LanguageOption = Annotated[
    Language,
    typer.Option(
        "--lang",
        help="屏幕、网页、图和工作簿的语言 · language of screen, page, pictures and workbook",
        is_eager=True,
        callback=_speak,
    ),
]
DebugOption = Annotated[
    bool,
    typer.Option(
        "--debug",
        help="内部错误时给出完整信息 · full traceback of an internal error",
        is_eager=True,
        callback=_debug,
    ),
]

JsonOption = Annotated[
    bool,
    typer.Option(
        "--json",
        help="标准输出只写一个 JSON 文档，供程序读取 · one JSON document on standard output",
        is_eager=True,
        callback=_json,
    ),
]


@dataclass(frozen=True)
class Screen:
    """How a command tells its outcome: the options every command takes."""

    lang: LanguageOption = Language.zh
    as_json: JsonOption = False
    debug: DebugOption = False

    def say(self, text: Text) -> str:
        """Return a bilingual text in the reader's language."""
        return in_language(text, self.lang)


class SpokenCommand(TyperCommand):
    """A command whose help is in the reader's language."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Print the help."""
        del formatter
        _print_help(ctx)


class SpokenGroup(TyperGroup):
    """Commands under one name, whose help is in the reader's language."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Print the help."""
        del formatter
        _print_help(ctx)


def _print_help(context: Any) -> None:
    from rich.console import Console  # noqa: PLC0415 - quick to start with

    from placement.cli.help_page import help_page  # noqa: PLC0415 - quick to start with
    from placement.report.speaker import Speaker  # noqa: PLC0415 - quick to start with

    call = context.find_object(Call) or Call()
    Console().print(help_page(context, Speaker(call.lang.value)))


app = typer.Typer(
    cls=SpokenGroup,
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="一刻钟便民生活圈规划 · plan 15-minute convenience circles",
)


@app.callback(invoke_without_command=True)
def _version(
    version: Annotated[bool, typer.Option("--version", help="版本 · version")] = False,
    _lang: LanguageOption = Language.zh,
    _as_json: JsonOption = False,
    _debug: DebugOption = False,
) -> None:
    if version:
        typer.echo(__version__)
        raise typer.Exit
