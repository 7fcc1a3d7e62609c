"""Whether a run directory still says what follows from its scenario and its decisions."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import zip_longest
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from placement.audit import audit_plan
from placement.errors import Text, VerificationError
from placement.plan import Plan
from placement.report.dossier import Proof
from placement.report.run.claims import RECORDS_NAME, overrides_of
from placement.report.run.files import write_products
from placement.report.run.folder import run_manifest
from placement.report.run.manifest import list_files, read_manifest, record_file
from placement.report.run.outcome_check import limit_findings, outcome_findings
from placement.report.run.record import (
    input_hashes,
    settled_record,
    software_record,
)
from placement.report.run.record_check import record_findings
from placement.scenario.model import Scenario

RECORD_NAME = "plan.json"
DRAWN_BY = {
    ".png": ("matplotlib", "placement"),
    ".html": ("bokeh", "jinja2", "placement"),
    ".xlsx": ("xlsxwriter", "placement"),
}


def verify_run(run: Path, record: Mapping[str, Any], scenario: Scenario) -> list[Text]:
    """Recompute a published run from its written decisions; return what does not agree.

    Bounds, the ending (limit or interrupted), times, memory, the baseline and software versions are the
    solver's and cannot be recomputed; everything else is.

    Parameters
    ----------
    record
        ``plan.json``, its shape checked by :func:`placement.report.run.claims.read_plan_record`.

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
        return findings + [Text(*finding.split("\n", 1)) for finding in error.findings]
    settled = settled_record(
        scenario, plan, statement, run, overrides_of(record), lang=record["lang"]
    )
    findings += record_findings(record, {k: v for k, v in settled.items() if k != "inputs"})
    findings += limit_findings(record, scenario)
    findings += outcome_findings(record, scenario, statement)
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
    listed, present = run_manifest(run), dict(list_files(run))
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
