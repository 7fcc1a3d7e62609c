"""A group of options is on the command line what its fields would be."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import pytest
import typer
from typer.testing import CliRunner

from placement.cli.grouping import grouped

seen: list[object] = []
Folder = Annotated[Path | None, typer.Option("--into")]


@dataclass(frozen=True)
class Asked:
    names: Annotated[list[str] | None, typer.Argument()] = None
    into: Folder = None
    seeds: Annotated[int, typer.Option(min=1)] = 3


app = typer.Typer()


@app.command()
@grouped
def measure(kind: str, loud: bool = False, *, asked: Asked) -> None:
    """Measure."""
    seen.append((kind, loud, asked))


def run(*arguments: str) -> object:
    seen.clear()
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code == 0, result.output
    (one,) = seen
    return one


def test_fields_take_their_own_defaults() -> None:
    kind, loud, asked = run("walk")
    assert (kind, loud) == ("walk", False)
    assert isinstance(asked, Asked)
    assert not asked.names
    assert (asked.into, asked.seeds) == (None, 3)


def test_options_and_arguments_reach_their_fields() -> None:
    kind, loud, asked = run("walk", "a", "b", "--into", "x", "--seeds", "7", "--loud")
    assert (kind, loud) == ("walk", True)
    assert list(asked.names) == ["a", "b"]
    assert (asked.into, asked.seeds) == (Path("x"), 7)


@pytest.mark.parametrize("arguments", [("walk", "--seeds", "0"), ("walk", "--asked", "x"), ()])
def test_what_a_field_refuses_is_a_usage_error(arguments: tuple[str, ...]) -> None:
    seen.clear()
    assert CliRunner().invoke(app, arguments).exit_code == 2
    assert not seen


def test_the_command_keeps_its_name_and_its_help() -> None:
    assert measure.__name__ == "measure"
    assert "Measure." in CliRunner().invoke(app, ["--help"]).output
