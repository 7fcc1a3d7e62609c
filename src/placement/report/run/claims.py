"""The shape of ``plan.json``, checked before anything in it is believed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from placement.errors import FileSystemError, VerificationError, system_words
from placement.plan import Plan
from placement.report.run.folder import LOST, check_run_folders
from placement.report.run.record_faults import record_fault
from placement.yamlfile.sorts import RECORD_NAME

MAX_RECORD_BYTES = 200_000_000
LARGEST = 10**15
RECORDS_NAME = "engine/blocks.json"
"""What was shown of blocks, for a solve that starts from the run; no part of what is verified."""
TOO_LARGE = (
    "{path} 已损坏：超过 {most} 字节，不读；请重新求解这个情景\n"
    "{path} is damaged: it has more than {most} bytes and is not read; solve the scenario again"
)
NOT_READ = "无法读取 {path}（{why.zh}）\ncannot read {path} ({why.en})"
IS_LOST = (
    "{path} 不在了：结果已损坏，请重新求解这个情景\n"
    "{path} is lost: the run is damaged; solve the scenario again"
)
NO_JSON = (
    "{path} 已损坏，不是完整的 JSON，读不出；请重新求解这个情景\n"
    "{path} is damaged: it is no whole JSON and cannot be read; solve the scenario again"
)

Number = Annotated[int | float, Field(allow_inf_nan=False, ge=-LARGEST, le=LARGEST)]
Amount = Annotated[int | float, Field(allow_inf_nan=False, ge=0, le=LARGEST)]


class Claims(BaseModel):
    """Every field present, none besides, and each of exactly its type."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, allow_inf_nan=False)


class StageClaims(Claims):
    """One stage of the objective; money in yuan."""

    term: str
    sense: Literal["min", "max"]
    value: Number
    bound: Number | None
    relative_gap: Number | None
    proven: bool


class PartClaims(Claims):
    """A block of circles: what it has in the plan and what it could reach at best."""

    circles: Annotated[list[str], Field(min_length=1)]
    stages: Annotated[list[StageClaims], Field(min_length=1)]


class OutcomeClaims(Claims):
    """How the solve ended."""

    status: Literal["optimal", "within_gap", "limit", "interrupted"]
    grade: str
    plan_from: Literal["mip", "search", "greedy", "start", "nothing"]
    objective: Number
    bound: Number | None
    relative_gap: Number | None
    stages: Annotated[list[StageClaims], Field(min_length=1)]
    parts: list[PartClaims]
    baseline: dict[str, Amount] | None
    seconds: dict[str, Amount]
    memory_mib: dict[str, Amount]
    model_size: dict[str, int]
    notes: list[str]


class LimitClaims(Claims):
    """What the solve was limited by."""

    time_limit_s: Amount
    relative_gap: Annotated[int | float, Field(ge=0, le=1)]
    seed: int
    threads: int


class TargetClaims(Claims):
    """What a target counts for against others, and what it asks for: a number, or a share of another."""

    weight: int
    hard: bool
    required: int
    step: int
    share: str


class MovingClaims(Claims):
    """Whether a budget line carries over, and which others it helps out."""

    carries_over: bool
    helps: list[str]


class PremisesLockClaims(Claims):
    """Premises that must be used, with the format and the year if they are decided too."""

    format: str | None
    year: int | None


class PinClaims(Claims):
    """A tier that a circle is to have by the end of a year."""

    year: int
    tier: str
    hard: bool


class LockClaims(Claims):
    """What was decided beforehand."""

    premises_in: dict[str, PremisesLockClaims]
    premises_out: list[str]
    circles: dict[str, PinClaims]
    circles_out: list[str]


class RuleClaims(Claims):
    """Prints of the rules, and what a reader can be told of them."""

    rubric: str
    tiers: str
    recognition: str
    walking: str
    premises: str
    operators: str
    programmes: dict[str, str]
    budgets: dict[str, MovingClaims]
    locks: LockClaims


class ScenarioClaims(Claims):
    """What was planned."""

    id: str
    name: str
    file: str
    overrides: dict[str, str]
    policy: str
    readings: dict[str, str]
    awards_counted: bool
    rules: RuleClaims
    years: list[int]
    targets: dict[str, TargetClaims]
    provenance: dict[str, str]


class CircleName(Claims):
    """What a circle is called and where it is."""

    name: str
    district: str


class BudgetName(Claims):
    """What a budget line is called, who pays, and for which district alone (or ``""``)."""

    name: str
    level: str
    district: str


class NameClaims(Claims):
    """What the ids of the run are called."""

    circles: dict[str, CircleName]
    tiers: dict[str, str]
    kinds: dict[str, str]
    budgets: dict[str, BudgetName]
    programmes: dict[str, str]
    targets: dict[str, str]


class Said(Claims):
    """A sentence in both languages."""

    zh: str
    en: str


class LicenceClaims(Said):
    """Terms under which the data may be used."""

    publishable: bool
    unlicensed: list[str]


class RunClaims(Claims):
    """All of ``plan.json``."""

    format: Annotated[int, Field(ge=1, le=1)]
    lang: Literal["zh", "en"]
    software: dict[str, str]
    synthetic: bool
    licence: LicenceClaims | None
    basis: Said
    scenario: ScenarioClaims
    names: NameClaims
    inputs: dict[str, str]
    assumptions: list[Said]
    warnings: list[dict[str, str]]
    limits: LimitClaims
    outcome: OutcomeClaims
    terms: dict[str, int]
    control: dict[str, int]
    plan: Plan


def read_plan_record(run: Path) -> dict[str, Any]:
    """Read ``plan.json`` of a run.

    Raises
    ------
    UnusableRunError
        PL906 if this is no directory of a run; PL905 if fields are missing or unknown, or the format is another,
        as another version wrote them.
    FileSystemError
        If the system does not let it be read.
    VerificationError
        If it is damaged (lost, no JSON, fields of other types); the findings name missing fields of a changed record.
    """
    check_run_folders([run])
    path = run / RECORD_NAME
    try:
        if path.stat().st_size > MAX_RECORD_BYTES:
            raise VerificationError([TOO_LARGE.format(path=path, most=MAX_RECORD_BYTES)])
        text = path.read_text(encoding="utf-8")
        record = json.loads(text, object_pairs_hook=_without_repetition)
        RunClaims.model_validate_json(text)
    except ValidationError as error:
        raise record_fault(run, error) from None
    except LOST as error:
        raise VerificationError([IS_LOST.format(path=path)]) from error
    except OSError as error:
        raise FileSystemError(NOT_READ.format(path=path, why=system_words(error))) from error
    except (ValueError, RecursionError) as error:
        raise VerificationError([NO_JSON.format(path=path)]) from error
    return dict(record)


def read_plan(run: Path) -> Plan:
    """Read the decisions of a run.

    Raises
    ------
    FileSystemError, UnusableRunError, VerificationError
        As :func:`read_plan_record`.
    """
    return Plan.from_dict(read_plan_record(run)["plan"])


def scenario_file_of(run: Path) -> Path | None:
    """Return the scenario file a run directory was made from; ``None`` where that cannot be read."""
    try:
        record = json.loads((run / RECORD_NAME).read_text(encoding="utf-8"))
        return (run / str(record["scenario"]["file"])).resolve()
    except (OSError, ValueError, KeyError, TypeError):
        return None


def overrides_of(record: Mapping[str, Any]) -> dict[str, Decimal]:
    """Return what a run changed of its scenario, as numbers.

    Raises
    ------
    VerificationError
        If a value is no number.
    """
    overrides = {}
    for key, text in record["scenario"]["overrides"].items():
        try:
            overrides[key] = Decimal(text)
        except InvalidOperation:
            field = f"scenario.overrides.{key}"
            finding = f"plan.json，{field}：应为数字\nplan.json, {field}: must be a number"
            raise VerificationError([finding]) from None
    return overrides


def _without_repetition(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    fields = dict(pairs)
    if len(fields) < len(pairs):
        message = "a key is written twice"
        raise ValueError(message)
    return fields
