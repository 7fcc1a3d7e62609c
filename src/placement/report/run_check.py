"""Whether a run directory still says what follows from its scenario and its decisions."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import zip_longest
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from placement.audit import Statement, audit_plan
from placement.engine.outcome import StageOutcome, grade_of
from placement.errors import Text, VerificationError
from placement.money import FEN_PER_YUAN
from placement.plan import Plan
from placement.planner import MONEY_TERMS
from placement.report.dossier import Proof
from placement.report.manifest import list_files, read_manifest, record_file
from placement.report.run_claims import RECORDS_NAME, overrides_of
from placement.report.run_files import write_products
from placement.report.run_record import (
    input_hashes,
    settled_record,
    software_record,
    stages_record,
)
from placement.scenario.model import Scenario

RECORD_NAME = "plan.json"
DRAWN_BY = {
    ".png": ("matplotlib", "placement"),
    ".html": ("bokeh", "jinja2", "placement"),
    ".xlsx": ("xlsxwriter", "placement"),
}
MOST_DIFFERENCES = 20
LONGEST_VALUE = 60
MISSING = object()


def verify_run(run: Path, record: Mapping[str, Any], scenario: Scenario) -> list[Text]:
    """Recompute a published run from its written decisions; return what does not agree.

    Bounds, the ending (limit or interrupted), times, memory, the baseline and software versions are the
    solver's and cannot be recomputed; everything else is.

    Parameters
    ----------
    record
        ``plan.json``, its shape checked by :func:`placement.report.run_claims.read_plan_record`.

    Raises
    ------
    FileSystemError
        If the directory is no published run.
    """
    findings = [*_manifest_findings(run), *_input_findings(record, scenario)]
    try:
        plan = Plan.from_dict(record["plan"])
        statement = audit_plan(scenario, plan)
    except VerificationError as error:
        return findings + [Text(finding, finding) for finding in error.findings]
    settled = settled_record(scenario, plan, statement, run, overrides_of(record))
    findings += _record_findings(record, {k: v for k, v in settled.items() if k != "inputs"})
    findings += _limit_findings(record, scenario)
    findings += _outcome_findings(record, scenario, statement)
    proof = Proof.of_record(record["outcome"], record["limits"])
    with TemporaryDirectory() as folder:
        write_products(Path(folder), scenario, plan, statement, (proof, settled))
        return findings + _product_findings(run, Path(folder), drawn_otherwise(record))


def drawn_otherwise(record: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the endings of files that other versions than today's drew, whose bytes say nothing.

    Their figures are those of the tables, which are compared all the same.
    """
    today = software_record()
    return tuple(
        ending
        for ending, makers in DRAWN_BY.items()
        if any(record["software"].get(name) != today[name] for name in makers)
    )


def _manifest_findings(run: Path) -> list[Text]:
    listed, present = read_manifest(run), dict(list_files(run))
    findings = []
    for name in sorted(set(listed) | set(present)):
        path = present.get(name)
        if path is None:
            findings.append(Text(f"{name}：缺失", f"{name} is missing"))
        elif name not in listed:
            findings.append(Text(f"{name}：不在清单中", f"{name} is not in the manifest"))
        elif path.is_symlink() or not path.is_file() or record_file(path) != listed[name]:
            findings.append(Text(f"{name}：发布后已改动", f"{name} was changed since"))
    return findings


def _input_findings(record: Mapping[str, Any], scenario: Scenario) -> list[Text]:
    now, then = input_hashes(scenario), record["inputs"]
    return [
        Text(
            f"输入文件 {name} 不是当初求解所用的",
            f"input {name} is not the file that was planned with",
        )
        for name in sorted(set(now) | set(then))
        if now.get(name) != then.get(name)
    ]


def _record_findings(record: Mapping[str, Any], wanted: Mapping[str, Any]) -> list[Text]:
    """Compare what ``plan.json`` says with what it must say, as JSON values of exactly equal type."""
    plain = json.loads(json.dumps(wanted, default=str))
    found = {name: record.get(name, MISSING) for name in plain}
    findings = [
        Text(
            f"plan.json 的 {key} 写作 {_short(says)}，重新算出的是 {_short(is_so)}",
            f"plan.json says {key} = {_short(says)}, recomputed {_short(is_so)}",
        )
        for key, says, is_so in _differences(found, plain, "")
    ]
    return findings[:MOST_DIFFERENCES]


def _differences(found: Any, wanted: Any, key: str) -> Iterator[tuple[str, Any, Any]]:
    if not found or not wanted:  # an emptied list is one finding, not one for each thing it held
        pairs = []
    elif isinstance(found, dict) and isinstance(wanted, dict):
        names = dict.fromkeys([*wanted, *found])
        pairs = [(n, found.get(n, MISSING), wanted.get(n, MISSING)) for n in names]
    elif isinstance(found, list) and isinstance(wanted, list):
        both = zip_longest(found, wanted, fillvalue=MISSING)
        pairs = [(str(n), a, b) for n, (a, b) in enumerate(both)]
    else:
        pairs = []
    if not pairs and (type(found) is not type(wanted) or found != wanted):
        yield key, found, wanted
    for name, a, b in pairs:
        yield from _differences(a, b, f"{key}.{name}" if key else name)


def _short(value: object) -> str:
    text = "—" if value is MISSING else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= LONGEST_VALUE else text[: LONGEST_VALUE - 1] + "…"


def _limit_findings(record: Mapping[str, Any], scenario: Scenario) -> list[Text]:
    """Seed and threads are the scenario's; time limit and gap may be set for one run."""
    limits = {
        **record["limits"],
        "seed": scenario.solver.seed,
        "threads": scenario.solver.threads,
    }
    return _record_findings(record, {"limits": limits})


def _outcome_findings(
    record: Mapping[str, Any], scenario: Scenario, statement: Statement
) -> list[Text]:
    """Rebuild the outcome from the audited values, taking only bounds and proofs as they are written."""
    outcome = record["outcome"]
    claims = outcome["stages"]
    objective = scenario.objective
    if [(c["term"], c["sense"]) for c in claims] != [(s.term, s.sense) for s in objective]:
        return [
            Text(
                "plan.json 的 outcome.stages 不是情景的目标次序",
                "plan.json, outcome.stages: not the objective of the scenario",
            )
        ]
    stages = [
        StageOutcome(
            claim["term"],
            claim["sense"] == "max",
            statement.terms[claim["term"]],
            _audited(claim["term"], claim["bound"]),
            claim["proven"],
        )
        for claim in claims
    ]
    findings = [finding for stage in stages for finding in _stage_findings(stage)]
    findings += _part_findings(outcome["parts"], scenario)
    twice = outcome["grade"] == "proved_twice"  # whether it was, only the solver's record knows
    wanted = stages_record(stages) | {"grade": grade_of(stages, confirmed=twice)}
    said = {"outcome": {name: outcome[name] for name in wanted}}
    findings += _record_findings(said, {"outcome": wanted})
    findings += _baseline_findings(outcome["baseline"], stages)
    return findings + _status_findings(outcome["status"], stages, record["limits"]["relative_gap"])


def _part_findings(parts: Sequence[Mapping[str, Any]], scenario: Scenario) -> list[Text]:
    """Blocks hold every circle once; what each could reach is the solver's, as are the bounds."""
    held = sorted(circle for part in parts for circle in part["circles"])
    wanted = [(stage.term, stage.sense) for stage in scenario.objective]
    right = not parts or held == sorted(scenario.tables.circles["circle_id"])
    if right and all([(s["term"], s["sense"]) for s in p["stages"]] == wanted for p in parts):
        return []
    return [
        Text(
            "plan.json 的 outcome.parts 不是全部生活圈的划分",
            "plan.json, outcome.parts: not all circles, each once, with the stages of the scenario",
        )
    ]


def _audited(term: str, value: float | int | None) -> int | None:
    """Undo :func:`placement.report.run_record.shown`; what is rounded here is found when it is compared."""
    if value is None:
        return None
    return round(Fraction(value) * (FEN_PER_YUAN if term in MONEY_TERMS else 1))


def _stage_findings(stage: StageOutcome) -> list[Text]:
    key, bound, value = f"outcome.stages, {stage.term}", stage.bound, stage.value
    findings = []
    if bound is not None and (bound < value if stage.maximise else bound > value):
        findings.append(
            Text(f"plan.json 的 {key}：方案值优于界", f"plan.json, {key}: the plan beats the bound")
        )
    if stage.proven and bound != value:
        findings.append(
            Text(
                f"plan.json 的 {key}：称已证明而界不等于方案值",
                f"plan.json, {key}: said to be proven, but bound and value differ",
            )
        )
    return findings


def _status_findings(status: str, stages: Sequence[StageOutcome], gap: float) -> list[Text]:
    proven = all(stage.proven for stage in stages)
    gaps = [stage.relative_gap for stage in stages]
    near = all(known is not None and known <= gap for known in gaps)
    if (status == "optimal") == proven and (status != "within_gap" or near):
        return []
    return [
        Text(
            f"plan.json 的 outcome.status 为 {status}，与各步的界和差距不符",
            f"plan.json, outcome.status: {status} does not follow from the stages",
        )
    ]


def _baseline_findings(
    baseline: Mapping[str, float] | None, stages: Sequence[StageOutcome]
) -> list[Text]:
    """No solve publishes a plan that the office's own beats, as it starts from that one."""
    for stage in stages:
        own = _audited(stage.term, (baseline or {}).get(stage.term))
        if own is None or (own < stage.value if stage.maximise else own > stage.value):
            return []
        if own != stage.value:
            return [
                Text(
                    "plan.json 的 outcome.baseline：人工办法优于方案",
                    "plan.json, outcome.baseline: the office's own plan beats the plan",
                )
            ]
    return []


def _product_findings(run: Path, fresh: Path, unlike: tuple[str, ...]) -> list[Text]:
    """Compare what is written afresh byte by byte with the files of the run, some endings apart."""
    listed = set(read_manifest(run))
    findings = []
    wanted = dict(list_files(fresh))
    for name, path in wanted.items():
        if not (run / name).is_file():
            findings.append(Text(f"{name}：应有而没有", f"{name} should be there and is not"))
        elif not name.endswith(unlike) and (run / name).read_bytes() != path.read_bytes():
            findings.append(_difference(name, (run / name).read_bytes(), path.read_bytes()))
    findings += [
        Text(f"{name}：不是结果的一部分", f"{name} is no part of a run")
        for name in sorted(listed - set(wanted) - {RECORD_NAME, RECORDS_NAME})
    ]
    return findings


def _difference(name: str, found: bytes, wanted: bytes) -> Text:
    zh, en = f"{name}：与按方案重新写出的不同", f"{name} differs from what the plan gives"
    if not name.endswith(".csv"):
        return Text(zh, en)
    lines = zip_longest(found.split(b"\n"), wanted.split(b"\n"))
    row = next(n for n, (a, b) in enumerate(lines, start=1) if a != b)
    return Text(f"{zh}，从第 {row} 行起", f"{en}, first at line {row}")
