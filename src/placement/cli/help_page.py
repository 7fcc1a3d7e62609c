"""What ``--help`` shows: how a command is called and what it takes, all of it in the reader's language."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import Enum
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text as RichText

from placement.cli.usage import flag_of, form_of, purpose_of, text_of
from placement.errors import Text
from placement.report.prose import Prose
from placement.report.speaker import Speaker

COMMANDS = Text("命令", "Commands")
ARGUMENTS = Text("参数", "Arguments")
OPTIONS = Text("选项", "Options")
SHOWS_THIS = Text("显示这一页", "show this page")
REQUIRED = Text("必填", "required")
WIDEST_NAME = 26


def help_page(context: Any, say: Speaker) -> RenderableType:
    """Return the page of a command or a group of commands.

    Parameters
    ----------
    context
        Of the call, as the library that reads it has it.
    """
    command = context.command
    arguments = [p for p in command.params if flag_of(p) is None]
    options = [p for p in command.get_params(context) if flag_of(p) is not None]
    inner = getattr(command, "commands", {})
    return Group(
        Prose(say.text(form_of(context))),
        Prose(f"\n{say.text(text_of(command.help))}"),
        *_section(COMMANDS, [(name, say.text(text_of(c.help))) for name, c in inner.items()], say),
        *_arguments(arguments, say),
        *_section(OPTIONS, [_option(p, say) for p in options], say),
    )


def _section(
    title: Text, rows: Sequence[tuple[str, str]], say: Speaker
) -> Iterator[RenderableType]:
    """Yield a heading and the rows under it, nothing where there are none."""
    if not rows:
        return
    table = Table(box=None, pad_edge=False, show_header=False)
    table.add_column(style="cyan", max_width=WIDEST_NAME, overflow="fold")
    table.add_column()
    for name, what in rows:
        table.add_row(name, Prose(what))
    yield _heading(title, say)
    yield table


def _heading(title: Text, say: Speaker) -> RichText:
    return RichText(f"\n{say.text(title)}", style="bold")


def _arguments(params: Sequence[Any], say: Speaker) -> Iterator[RenderableType]:
    """Yield a line for everything that is given by its place; what it is for is what it is called."""
    if params:
        yield _heading(ARGUMENTS, say)
    for param in params:
        yield Prose(_told(param, f"<{say.text(purpose_of(param))}>", say))


def _option(param: Any, say: Speaker) -> tuple[str, str]:
    name = str(flag_of(param))
    if name == "--help":
        return name, say.text(SHOWS_THIS)
    default = param.default
    if isinstance(default, Enum):
        name = f"{name} {'|'.join(str(value.value) for value in type(default))}"
    elif not param.is_flag:
        name = f"{name} <{say.text(text_of(param.metavar))}>"
    return name, _told(param, say.text(purpose_of(param)), say)


def _told(param: Any, purpose: str, say: Speaker) -> str:
    """Return what a parameter is for, whether it must be given, and what holds where it is not."""
    default = param.default
    if isinstance(default, Enum):
        default = default.value
    notes = [say.text(REQUIRED)] if param.required else []
    if default not in (None, False, "", ()) and not callable(default):
        shown = f"{default:g}" if isinstance(default, float) else str(default)
        notes.append(say(f"默认 {shown}", f"default {shown}"))
    told = say("；", "; ").join(notes)
    return say(f"{purpose}（{told}）", f"{purpose} ({told})").strip() if told else purpose
