"""``--json``: one JSON document on standard output and nothing else there, whatever happens."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.main import get_command

from calls import ROOT, call
from placement.cli import app
from two_districts import copy_city


def leaves(group, prefix: str = ""):
    """Return all commands, those of groups by two words."""
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from leaves(command, f"{prefix}{name} ")
        else:
            yield prefix + name, command


COMMANDS = dict(leaves(get_command(app)))


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_speaks_json(name: str) -> None:
    options = {flag for parameter in COMMANDS[name].params for flag in parameter.opts}
    assert {"--json", "--lang", "--debug"} <= options


def test_results_and_failures_are_one_document_each(tmp_path: Path) -> None:
    scenario, run = copy_city(tmp_path / "city"), tmp_path / "runs" / "city"
    recipe = ROOT / "scenarios" / "recipes" / "quick.yaml"
    calls: dict[str, tuple[int, list[object]]] = {
        "check": (0, ["check", scenario]),
        "solve": (10, ["solve", scenario, "--out", run, "--time-limit", 0]),
        "verify": (0, ["verify", run]),
        "compare": (0, ["compare", run, run, "--out", tmp_path / "compare"]),
        "template": (
            0,
            ["template", tmp_path / "t.xlsx", "--policy", ROOT / "models" / "jining-2023.yaml"],
        ),
        "schema": (0, ["schema", tmp_path / "city"]),
        "synth": (0, ["synth", recipe, tmp_path / "synth"]),
        "rejected": (20, ["check", tmp_path / "nowhere.yaml"]),
        "usage": (64, ["solve", "--no-such-option"]),
        "no run": (20, ["verify", tmp_path / "nowhere"]),
        "files": (74, ["template", tmp_path / "city" / "models" / "kinds.yaml" / "t.xlsx"]),
    }
    ended = call(*([*arguments, "--json"] for _, arguments in calls.values()))
    for (name, (code, _)), each in zip(calls.items(), ended, strict=True):
        document = json.loads(each.out)
        assert (each.code, document["exit_code"]) == (code, code), name
        assert document.get("command", name) == name
    documents = {name: json.loads(each.out) for name, each in zip(calls, ended, strict=True)}
    assert documents["check"]["counts"]["premises"] == 12
    assert documents["solve"]["outcome"]["status"] == "limit"
    assert documents["rejected"]["problems"][0]["code"]
    assert documents["rejected"]["unchecked"]
    assert documents["no run"]["problems"][0]["code"] == "PL906"
    assert documents["compare"]["judgements"][0]["verdict"] in {"equal", "undecided"}
