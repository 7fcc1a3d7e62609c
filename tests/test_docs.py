"""What README and docs name is there: links, files, commands, options, exit codes, columns, keys, versions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import get_args

import pytest
from pydantic import BaseModel
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command

from placement import errors, interrupts
from placement.cli import app, entry, publishing
from placement.engine.plans.outcome import Grade
from placement.report.columns import OUTPUT_COLUMNS
from placement.report.run.claims import OutcomeClaims
from placement.scenario.schema import ScenarioFile
from placement.yamlfile import read_yaml, validate

ROOT = Path(__file__).resolve().parents[1]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("benchmarks/*.md")])
COMMON = {"--lang", "--json", "--debug", "--help", "--force"}
CODE = re.compile(r"```.*?```|^    .*?$|`[^`\n]+`", re.DOTALL | re.MULTILINE)


def text_of(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def name_of(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


@cache
def commands() -> dict[str, set[str]]:
    """``"bench run"`` → its options."""

    def walk(command: TyperCommand | TyperGroup, path: tuple[str, ...]) -> dict[str, set[str]]:
        if isinstance(command, TyperGroup):
            return {
                name: options
                for key, child in command.commands.items()
                for name, options in walk(child, (*path, key)).items()
            }
        names = {name for p in command.params for name in p.opts if name.startswith("--")}
        return {" ".join(path): names}

    return walk(get_command(app), ())


def anchors(page: Path) -> set[str]:
    heads = re.findall(r"^#+ (.*)$", text_of(page), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).strip().replace(" ", "-") for head in heads}


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_links_lead_somewhere(page: Path) -> None:
    astray = []
    for link in re.findall(r"\]\(([^)\s]+)\)", text_of(page)):
        path, _, anchor = link.partition("#")
        target = page.parent / path if path else page
        if not link.startswith("http") and not (
            target.exists() and (not anchor or anchor in anchors(target))
        ):
            astray.append(link)
    assert astray == []


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_files_of_the_project_are_there(page: Path) -> None:
    named = re.findall(
        r"\b((?:docs|models|scenarios|src|tests|benchmarks)/[\w./-]+\.\w+)", text_of(page)
    )
    ours = [path for path in named if path.isascii()]  # others stand for the reader's own
    assert [path for path in ours if not (ROOT / path).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_commands_are_there_with_their_options(page: Path) -> None:
    wrong = []
    for code in CODE.findall(text_of(page)):
        for call in re.findall(r"(?<![\w/.-])(?:\.venv/bin/)?placement ([a-z][^\n`#]*)", code):
            name = next((n for n in commands() if f"{call} ".startswith(f"{n} ")), None)
            if name is None:
                wrong += [call] if call.split()[0] not in {"bench"} else []
            else:
                wrong += [o for o in re.findall(r"--[a-z-]+", call) if o not in commands()[name]]
    assert wrong == []


@pytest.mark.parametrize("name", commands())
def test_every_option_is_described(name: str) -> None:
    page = "benchmarks" if name.startswith("bench") else "commands"
    described = set(re.findall(r"--[a-z-]+", text_of(ROOT / "docs" / f"{page}.md")))
    assert commands()[name] - COMMON - described == set()


def exit_codes() -> set[int]:
    kinds = [kind for kind in vars(errors).values() if isinstance(kind, type)]
    ends = {kind.exit_code for kind in kinds if hasattr(kind, "exit_code")}
    runs = {publishing.OK, publishing.LIMIT, publishing.INTERRUPTED, publishing.NOTHING}
    return ends | runs | {entry.INTERNAL, entry.FILE_SYSTEM, interrupts.INTERRUPTED}


@pytest.mark.parametrize(
    ("page", "pattern"),
    [
        ("docs/commands.md", r"^\| (\d+) \|"),
        ("README.md", r"(?:^退出码：|· ?|^)(\d+) [^\d\s|]"),
        ("docs/summary.en.md", r"(?:^Exit codes: |· |^)(\d+) [a-z]"),
    ],
)
def test_exit_codes_are_those_of_the_program(page: str, pattern: str) -> None:
    told = re.findall(pattern, text_of(ROOT / page), re.MULTILINE)
    assert {int(code) for code in told} == exit_codes()


def test_columns_of_the_tables_are_listed_in_order() -> None:
    page = text_of(ROOT / "docs" / "outputs.md")
    for table, columns in OUTPUT_COLUMNS.items():
        row = re.search(rf"^\| `{table}\.csv` \| (.*) \|$", page, re.MULTILINE)
        assert row, table
        ids = [column.id for column in columns]
        assert re.findall(r"`(\w+)`", row[1]) == ids
        assert all(f"`{c.id}` {c.title.zh}" in row[1] for c in columns), table


def keys_of(record: type[BaseModel], path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Every key a record of the scenario may have, through the records inside it."""
    for name, field in record.model_fields.items():
        yield (*path, name)
        inside = [field.annotation]
        while inside:
            kind = inside.pop()
            if not isinstance(kind, type):
                inside += get_args(kind)
            elif issubclass(kind, BaseModel) and kind.__module__.startswith("placement.scenario"):
                yield from keys_of(kind, (*path, name))


def test_the_example_of_a_scenario_is_valid_and_shows_every_key(tmp_path: Path) -> None:
    example = re.search(r"```yaml\n(.*?)```", text_of(ROOT / "docs" / "scenarios.md"), re.DOTALL)
    assert example
    (tmp_path / "example.yaml").write_text(example[1], encoding="utf-8")
    validate(ScenarioFile, read_yaml(tmp_path / "example.yaml", root=tmp_path))
    missing = [path for path in keys_of(ScenarioFile) if f"{path[-1]}:" not in example[1]]
    assert missing == []


def test_the_page_of_dependencies_is_what_is_locked() -> None:
    lock = text_of(ROOT / "requirements.lock")
    page = text_of(ROOT / "docs" / "dependencies.md")
    locked = re.findall(r"^([\w.-]+)==([^ \\;]+)", lock, re.MULTILINE)
    assert re.findall(r"^\| ([a-z0-9._-]+) \| (\d[^ |]*) \|", page, re.MULTILINE) == locked


def test_what_a_run_says_of_its_solve_is_described() -> None:
    page = text_of(ROOT / "docs" / "commands.md")
    told = set(re.findall(r"`(\w+)`", page.partition("## 结果目录")[2].partition("\n## ")[0]))
    said = {"status", "plan_from"}
    values = {v for name in said for v in get_args(OutcomeClaims.model_fields[name].annotation)}
    assert {*OutcomeClaims.model_fields, *values, *get_args(Grade)} - told == set()
