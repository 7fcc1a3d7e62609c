"""One JSON document on standard output, for programs that call this one."""

from __future__ import annotations

import dataclasses
import json
import math
from collections.abc import Iterable, Mapping
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import typer

from placement.errors import (
    HardRuleError,
    InputError,
    PlacementError,
    Problem,
    Text,
    VerificationError,
)


def print_document(command: str, content: Mapping[str, Any], exit_code: int = 0) -> None:
    """Print what a command found as one JSON document."""
    document = {"command": command, "exit_code": exit_code, **content}
    typer.echo(json.dumps(plain(document), ensure_ascii=False, indent=1))


def print_error_document(error: BaseException, exit_code: int) -> None:
    """Print why a command failed as one JSON document."""
    problems = error.problems if isinstance(error, InputError) else ()
    findings: tuple[str, ...] = ()
    if isinstance(error, VerificationError):
        findings = error.findings
    elif isinstance(error, PlacementError) and not problems:
        findings = (str(error),)
    content: dict[str, Any] = {
        "error": type(error).__name__,
        "problems": problems_list(problems),
        "unchecked": error.unchecked if isinstance(error, InputError) else (),
        "findings": [both_languages(finding) for finding in findings or (str(error),)],
    }
    if isinstance(error, HardRuleError):
        content["kept"] = error.kept
    typer.echo(json.dumps(plain({"exit_code": exit_code, **content}), ensure_ascii=False, indent=1))


def both_languages(message: str) -> dict[str, str]:
    """Return a message in two lines, Chinese and English, by language."""
    zh, _, en = message.partition("\n")
    return {"zh": zh, "en": en or zh}


def problems_list(problems: Iterable[Problem]) -> list[dict[str, Any]]:
    """Return findings as plain values."""
    return [
        {
            "code": problem.code,
            "severity": problem.severity,
            "file": problem.file,
            "sheet": problem.sheet,
            "row": problem.row,
            "column": problem.column,
            "value": problem.value,
            "rule": {"zh": problem.rule.zh, "en": problem.rule.en},
            "mend": {"zh": problem.mend.zh, "en": problem.mend.en},
        }
        for problem in problems
    ]


def plain(value: Any) -> Any:  # noqa: PLR0911 - one line for each type
    """Return a value as JSON has it: money and points exactly, paths as text, numbers beyond all as null."""
    if isinstance(value, Mapping):
        return {str(key): plain(inner) for key, inner in value.items()}
    if isinstance(value, Text):
        return {"zh": value.zh, "en": value.en}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [plain(inner) for inner in value]
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: plain(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, (Decimal, Fraction)):
        return int(value) if value == int(value) else float(value)
    if isinstance(value, Path):
        return str(value)
    if hasattr(value, "item"):
        return plain(value.item())
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value
