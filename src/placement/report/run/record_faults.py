"""Why a ``plan.json`` does not have the shape it should: changed by hand, or written by another version."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from placement.errors import (
    FileSystemError,
    PlacementError,
    Problem,
    Text,
    UnusableRunError,
    VerificationError,
)
from placement.report.run.manifest import read_manifest, record_file
from placement.yamlfile.sorts import RECORD_NAME
from placement.yamlfile.wording import FIELDS, OTHERWISE, meaning

MOST_NAMED = 5
MEND = Text(
    "用现在的版本重新求解这个情景（placement solve 情景.yaml），再用新的结果；旧结果可以照看，不能再作计算。",
    "Solve the scenario again with this version (placement solve SCENARIO) and use the new run; the old one can be"
    " looked at, but not computed with.",
)


def record_fault(run: Path, error: ValidationError) -> PlacementError:
    """Return what to tell of a record with wrong fields.

    One that lacks fields or has others, is of another format or has a word that is not known, and is as it was
    published, is of another version: no fault of the run, but an input that cannot be used. All else is a
    finding for each field.
    """
    items = error.errors(include_url=False)
    if any(map(_tells_version, items)) and is_as_published(run):
        return UnusableRunError([_of_another_version(run, items)])
    faults = ((_name(item["loc"]), _what(item)) for item in items)
    return VerificationError(
        f"{RECORD_NAME}, {field}：{what.zh}\n{RECORD_NAME}, {field}: {what.en}"
        for field, what in faults
    )


def _tells_version(item: ErrorDetails) -> bool:
    return item["loc"] == ("format",) or item["type"] in {*FIELDS, "literal_error"}


def is_as_published(run: Path) -> bool:
    """Tell whether the record is the one that was published, to the byte."""
    try:
        return read_manifest(run).get(RECORD_NAME) == record_file(run / RECORD_NAME)
    except (FileSystemError, OSError):
        return False


def _of_another_version(run: Path, items: list[ErrorDetails]) -> Problem:
    # The same field of many entries is named once.
    unnumbered = [(_name([k for k in i["loc"] if isinstance(k, str)]), _what(i)) for i in items]
    faults = list(dict.fromkeys(unnumbered))
    named, more = faults[:MOST_NAMED], len(faults) - MOST_NAMED
    zh = "；".join(f"{field} {what.zh}" for field, what in named)
    en = "; ".join(f"{field} {what.en}" for field, what in named)
    if more > 0:
        zh, en = f"{zh}；另有 {more} 项", f"{en}; {more} more"
    return Problem(
        code="PL905",
        file=str(run / RECORD_NAME),
        rule=Text(
            f"这个结果由另一版本的 placement 写成，现在的版本读不了：{zh}",
            f"this run was written by another version of placement and cannot be read by this one: {en}",
        ),
        mend=MEND,
    )


def _name(where: Sequence[int | str]) -> str:
    return ".".join(map(str, where)) or "/"


def _what(item: ErrorDetails) -> Text:
    said = meaning(item["type"], item.get("ctx", {}))
    if item["type"] in FIELDS or said == OTHERWISE:
        return said
    return Text(f"不是应有的值（{said.zh}）", f"is not as it should be ({said.en})")
