"""What a run directory holds, and whether it still says what was published."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from placement import __version__
from placement.audit import Statement, audit_plan
from placement.errors import FileSystemError, Problem
from placement.instance.off_network import off_network_warnings
from placement.plan import Plan
from placement.planner import MONEY_TERMS, Phases, Solved, in_audited_unit
from placement.report.csv_tables import write_csv
from placement.report.figures import plot_map, plot_spending, plot_targets, write_png
from placement.report.manifest import verify_manifest
from placement.report.names import Names
from placement.report.publish import RunDirectory
from placement.report.summary import Summary
from placement.scenario.model import Scenario
from placement.scenario.objectives import TERMS

FORMAT = 1
FEN_PER_YUAN = 100
SYNTHETIC_NOTE = (
    "本目录的全部表格和图由合成（虚构）数据算出，只作演示，不能用于决策。\n"
    "All tables and figures in this directory come from synthetic data and must not be used to decide.\n"
)


def names_of(scenario: Scenario) -> Names:
    """Names of tiers, kinds, budget lines, programmes and targets as a scenario gives them."""
    return Names(
        tiers={tier.id: tier.name for tier in scenario.rubric.tiers},
        kinds={kind_id: kind.name for kind_id, kind in scenario.policy.kinds.items()}
        | {line.id: line.name for line in scenario.rubric.lines if line.judged},
        budgets={
            (f"{b.id}:{b.district}" if b.district else b.id): (
                f"{b.name}·{b.district}" if b.district else b.name
            )
            for b in scenario.budgets
        },
        programmes={p.id: p.name for p in scenario.programmes},
        targets={
            k.target_id: scenario.policy.targets[k.target_id].name
            for k in scenario.targets
            if k.target_id in scenario.policy.targets
        },
    )


def outcome_record(solved: Solved, phases: Phases) -> dict[str, Any]:
    """State how the solve ended: status, grade, and every stage with value, bound and gap.

    ``objective``, ``bound`` and ``relative_gap`` are those of the first stage that is not proven, or of
    the last one. Money is in yuan.
    """
    instance = solved.instance

    def shown(term: str, value: int | None) -> float | int | None:
        if value is None:
            return None
        audited = in_audited_unit(instance, term, value)
        if term not in MONEY_TERMS:
            return audited
        return audited // FEN_PER_YUAN if audited % FEN_PER_YUAN == 0 else audited / FEN_PER_YUAN

    stages = [
        {
            "term": stage.term,
            "sense": "max" if stage.maximise else "min",
            "value": shown(stage.term, stage.value),
            "bound": shown(stage.term, stage.bound),
            "relative_gap": stage.relative_gap,
            "proven": stage.proven,
        }
        for stage in solved.outcome.stages
    ]
    deciding = next((stage for stage in stages if not stage["proven"]), stages[-1])
    return {
        "status": solved.outcome.status,
        "grade": solved.outcome.grade,
        "plan_from": solved.outcome.source,
        "objective": deciding["value"],
        "bound": deciding["bound"],
        "relative_gap": deciding["relative_gap"],
        "stages": stages,
        "seconds": phases.seconds,
        "memory_mib": phases.peak_mib,
        "model_size": solved.outcome.model_size,
        "notes": list(solved.outcome.notes),
    }


def plan_record(
    scenario: Scenario, solved: Solved, phases: Phases, run: Path, overrides: Mapping[str, Any]
) -> dict[str, Any]:
    """Return everything ``plan.json`` holds."""
    return {
        "format": FORMAT,
        "software": {
            "placement": __version__,
            "highspy": version("highspy"),
            "pyomo": version("pyomo"),
        },
        "synthetic": scenario.synthetic,
        "scenario": {
            "id": scenario.id,
            "name": scenario.name,
            "file": Path(os.path.relpath(scenario.path.resolve(), run.resolve())).as_posix(),
            "overrides": {key: str(value) for key, value in overrides.items()},
            "policy": scenario.policy.id,
            "readings": dict(scenario.chosen_readings),
            "years": list(scenario.years),
            "seed": scenario.solver.seed,
            "provenance": dict(scenario.provenance),
        },
        "inputs": input_hashes(scenario),
        "assumptions": list(scenario.assumptions),
        "warnings": [
            _warning(problem) for problem in (*scenario.warnings, *off_network_warnings(scenario))
        ],
        "outcome": outcome_record(solved, phases),
        "terms": terms_record(solved.statement),
        "plan": solved.plan.as_dict(),
    }


def terms_record(statement: Statement) -> dict[str, int]:
    """Audited value of every objective term; money in fen, as the names say."""
    return {
        f"{term}_fen" if term in MONEY_TERMS else term: value
        for term, value in statement.terms.items()
    }


def input_hashes(scenario: Scenario) -> dict[str, str]:
    """SHA-256 of every file read: tables by name, YAML files by path within the project folder."""
    root = scenario.root.resolve()
    yaml = [path.resolve() for path in scenario.files if path.suffix in {".yaml", ".yml"}]
    hashes = {
        path.relative_to(root).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in yaml
    }
    return dict(sorted({**hashes, **scenario.tables.hashes}.items()))


def _warning(problem: Problem) -> dict[str, str]:
    return {
        "code": problem.code,
        "place": problem.place,
        "rule_zh": problem.rule.zh,
        "rule_en": problem.rule.en,
    }


def write_run(
    run: RunDirectory,
    scenario: Scenario,
    solved: Solved,
    phases: Phases,
    overrides: Mapping[str, Any],
) -> None:
    """Write tables, figures and, last, ``plan.json`` into a run directory that is being staged."""
    with phases.phase("tables"):
        for name, frame in solved.statement.frames().items():
            write_csv(frame, run.file(f"{name}.csv"))
    with phases.phase("figures"):
        write_figures(run, scenario, solved.statement)
    if scenario.synthetic:
        run.file("合成数据_SYNTHETIC.txt").write_text(SYNTHETIC_NOTE, encoding="utf-8")
    record = plan_record(scenario, solved, phases, run.path, overrides)
    text = json.dumps(record, ensure_ascii=False, indent=1, default=str) + "\n"
    run.file("plan.json").write_text(text, encoding="utf-8")


def write_figures(run: RunDirectory, scenario: Scenario, statement: Statement) -> None:
    """Draw map, targets and spending."""
    names, tables = names_of(scenario), scenario.tables
    figures = {
        "map": plot_map(
            tables.circles,
            tables.premises,
            statement.projects,
            statement.circles,
            scenario.years,
            synthetic=scenario.synthetic,
            streets=tables.streets if len(tables.streets) else None,
            names=names,
        ),
        "targets": plot_targets(statement.targets, synthetic=scenario.synthetic, names=names),
        "spending": plot_spending(
            statement.money, statement.payments, synthetic=scenario.synthetic, names=names
        ),
    }
    for name, figure in figures.items():
        write_png(figure, run.file(f"figures/{name}.png"))


def read_plan_record(run: Path) -> dict[str, Any]:
    """Read ``plan.json`` of a run.

    Raises
    ------
    FileSystemError
        If it is missing or no valid JSON of this format.
    """
    path = run / "plan.json"
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, json.JSONDecodeError) as error:
        message = f"{path}: {error}"
        raise FileSystemError(message) from error
    if not isinstance(record, dict) or record.get("format") != FORMAT:
        message = f"{path}: not a plan of format {FORMAT}"
        raise FileSystemError(message)
    return record


def verify_run(run: Path, record: Mapping[str, Any], scenario: Scenario) -> list[str]:
    """Recompute a published run from its written decisions; return what does not agree.

    Raises
    ------
    VerificationError
        If the decisions themselves break a rule.
    """
    findings = list(verify_manifest(run))
    now, then = input_hashes(scenario), record["inputs"]
    findings += [
        f"input {name} is not the file that was planned with"
        for name in sorted(set(now) | set(then))
        if now.get(name) != then.get(name)
    ]
    plan = Plan.from_dict(record["plan"])
    statement = audit_plan(scenario, plan)
    findings += _compare_terms(record, statement)
    for name, frame in statement.frames().items():
        findings += _compare_table(run, name, frame)
    return findings


def _compare_terms(record: Mapping[str, Any], statement: Statement) -> list[str]:
    audited = terms_record(statement)
    return [
        f"plan.json says {term} = {record['terms'].get(term)}, recomputed {value}"
        for term, value in audited.items()
        if record["terms"].get(term) != value
    ]


def _compare_table(run: Path, name: str, frame: Any) -> list[str]:
    path = run / f"{name}.csv"
    with TemporaryDirectory() as folder:
        fresh = Path(folder) / f"{name}.csv"
        write_csv(frame, fresh)
        wanted = fresh.read_bytes().splitlines()
    found = path.read_bytes().splitlines() if path.exists() else []
    if wanted == found:
        return []
    row = next(
        (n for n, (a, b) in enumerate(zip(wanted, found, strict=False), start=1) if a != b),
        min(len(wanted), len(found)) + 1,
    )
    return [f"{name}.csv differs from what the plan gives, first at line {row}"]


def summary_of(scenario: Scenario, solved: Solved, phases: Phases, run: Path) -> Summary:
    """Return what the terminal shows of a solved scenario."""
    return Summary(
        frames=solved.statement.frames(),
        outcome=outcome_record(solved, phases) | {"memory_mib": max(phases.peak_mib.values())},
        title=scenario.name,
        names=names_of(scenario),
        terms={str(term): text for term, text in TERMS.items()},
        notes=scenario.assumptions,
        run_path=run,
        is_synthetic=scenario.synthetic,
    )
