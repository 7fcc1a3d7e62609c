"""The application, and the options every command takes."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

import typer

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
    context.ensure_object(Call).lang = lang
    return lang


def _debug(context: typer.Context, debug: bool) -> bool:
    call = context.ensure_object(Call)
    call.debug = call.debug or debug
    return debug


def _json(context: typer.Context, as_json: bool) -> bool:
    call = context.ensure_object(Call)
    call.json = call.json or as_json
    return as_json


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


app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="一刻钟便民生活圈规划 · plan 15-minute convenience circles",
)


@app.callback(invoke_without_command=True)
def _version(
    version: Annotated[bool, typer.Option("--version", help="版本 · version")] = False,
    _debug: DebugOption = False,
) -> None:
    if version:
        typer.echo(__version__)
        raise typer.Exit
