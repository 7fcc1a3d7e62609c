"""Options that belong together, declared once as a class and taken by commands as one parameter."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from typing import Any, get_type_hints

Command = Callable[..., None]


def grouped(command: Command) -> Command:
    """Spread every parameter that is a dataclass into one option for each of its fields.

    The fields are annotated and have defaults as parameters of a command do. What the program reads off the
    command line is put together again before the command is called.
    """
    hints = get_type_hints(command, include_extras=True)
    groups = {
        name: hint for name, hint in hints.items() if isinstance(hint, type) and is_dataclass(hint)
    }
    options = [
        option
        for parameter in _parameters(command)
        for option in (
            _parameters(groups[parameter.name]) if parameter.name in groups else [parameter]
        )
    ]

    def call(**given: Any) -> None:
        for name, group in groups.items():
            given[name] = group(**{field.name: given.pop(field.name) for field in fields(group)})
        command(**given)

    call.__name__, call.__doc__ = command.__name__, command.__doc__
    call.__annotations__ = {option.name: option.annotation for option in options}
    call.__signature__ = inspect.Signature(options)  # type: ignore[attr-defined]
    return call


def _parameters(of: Callable[..., Any]) -> list[inspect.Parameter]:
    """Return the parameters of a command or a group, to be given by name; annotations are types, not texts."""
    hints = get_type_hints(of, include_extras=True)
    return [
        parameter.replace(kind=inspect.Parameter.KEYWORD_ONLY, annotation=hints[name])
        for name, parameter in inspect.signature(of).parameters.items()
    ]
