"""What ``plan.json`` says, built from the scenario, the decisions and the end of the solve."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from importlib.metadata import version
from pathlib import Path
from typing import Any

from placement import __version__
from placement.audit import Statement
from placement.engine import StageOutcome
from placement.errors import Problem
from placement.instance.off_network import off_network_warnings
from placement.money import FEN_PER_YUAN
from placement.plan import Plan
from placement.planner import MONEY_TERMS, Phases, Solved, in_audited_unit
from placement.problem_text import place_text
from placement.report.basis import policy_basis
from placement.report.dossier.totals import control_totals
from placement.report.run.rules_record import rules_record
from placement.report.speaker import Lang
from placement.scenario.model import Licence, Scenario
from placement.scenario.names import names_of
from placement.scenario.reader import NO_OVERRIDES

FORMAT = 1
LAST = ("terms", "control", "plan")
SOFTWARE = ("highspy", "pyomo", "matplotlib", "xlsxwriter", "bokeh", "jinja2")


@dataclass(frozen=True)
class Execution:
    """One execution of a scenario.

    Attributes
    ----------
    phases
        What it takes, still growing while it runs.
    time_limit_s
        The limit the solve runs under, whatever the scenario says.
    lang
        Language of the page and the pictures.
    """

    scenario: Scenario
    phases: Phases
    time_limit_s: float
    lang: Lang = "zh"


def plan_record(execution: Execution, solved: Solved, run: Path) -> dict[str, Any]:
    """Return everything ``plan.json`` holds."""
    settled = settled_record(
        execution.scenario, solved.plan, solved.statement, run, lang=execution.lang
    )
    return {
        "format": FORMAT,
        "software": software_record(),
        **{name: value for name, value in settled.items() if name not in LAST},
        "limits": limits_record(execution),
        "outcome": outcome_record(solved, execution.phases),
        **{name: settled[name] for name in LAST},
    }


def software_record() -> dict[str, str]:
    """Return the versions that solve, draw and write."""
    return {name: version(name) for name in SOFTWARE} | {"placement": __version__}


def limits_record(execution: Execution) -> dict[str, Any]:
    """State what a solve was limited by."""
    solver = execution.scenario.solver
    return {
        "time_limit_s": execution.time_limit_s,
        "relative_gap": float(solver.relative_gap),
        "seed": solver.seed,
        "threads": solver.threads,
    }


def settled_record(
    scenario: Scenario,
    plan: Plan,
    statement: Statement,
    run: Path,
    overrides: Mapping[str, Any] = NO_OVERRIDES,
    *,
    lang: Lang = "zh",
) -> dict[str, Any]:
    """Return the part of ``plan.json`` that follows from scenario, decisions and the reader's language alone.

    Parameters
    ----------
    overrides
        Dotted key → number, for what was changed of the problem itself.
    """
    warnings = (*scenario.warnings, *off_network_warnings(scenario))
    return {
        "lang": lang,
        "synthetic": scenario.synthetic,
        "licence": licence_record(scenario.licence),
        "basis": policy_basis(scenario.policy.document)._asdict(),
        "scenario": _scenario_record(scenario, run, overrides),
        "names": names_record(scenario),
        "inputs": input_hashes(scenario),
        "assumptions": [text._asdict() for text in scenario.assumptions],
        "warnings": [_warning(problem) for problem in warnings],
        "terms": terms_record(statement),
        "control": control_totals(statement.frames()),
        "plan": plan.as_dict(),
    }


def licence_record(licence: Licence | None) -> dict[str, Any] | None:
    """Return the terms under which the data may be used, ``None`` where nothing is known."""
    if licence is None:
        return None
    return {
        **licence.text._asdict(),
        "publishable": licence.publishable,
        "unlicensed": list(licence.unlicensed),
    }


def _scenario_record(scenario: Scenario, run: Path, overrides: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "id": scenario.id,
        "name": scenario.name,
        "file": Path(os.path.relpath(scenario.path.resolve(), run.resolve())).as_posix(),
        "overrides": {key: str(value) for key, value in overrides.items()},
        "policy": scenario.policy.id,
        "readings": dict(scenario.chosen_readings),
        "awards_counted": scenario.awards_counted,
        "rules": rules_record(scenario),
        "years": list(scenario.years),
        "targets": {
            target.id: {
                "weight": target.weight,
                "hard": target.hard,
                "required": target.required,
                "step": target.step,
                "share": "" if target.of is None else str(target.of.share),
            }
            for target in scenario.targets
        },
        "provenance": dict(scenario.provenance),
    }


def names_record(scenario: Scenario) -> dict[str, Any]:
    """Return what the ids of a run are called, so that a run can be read without its scenario.

    Tiers are in order, lowest first; a budget line by district has one entry for each.
    """
    circles, names = scenario.tables.circles, names_of(scenario)
    return {
        "circles": {
            str(c): {"name": str(name), "district": str(district)}
            for c, name, district in zip(
                circles["circle_id"], circles["name"], circles["district"], strict=True
            )
        },
        "tiers": dict(names.tiers),
        "kinds": dict(names.kinds),
        "budgets": {
            line.budget_id: {
                "name": line.name,
                "level": line.level,
                "district": line.district or "",
            }
            for line in scenario.budgets
        },
        "programmes": dict(names.programmes),
        "targets": dict(names.targets),
    }


def outcome_record(solved: Solved, phases: Phases) -> dict[str, Any]:
    """State how the solve ended: status, grade, every stage with value, bound and gap, and the baseline.

    Money is in yuan.
    """
    outcome = solved.outcome
    # The office's own plan, where the engine states what it would reach.
    baseline: Mapping[str, int] | None = getattr(outcome, "baseline", None)
    return {
        "status": outcome.status,
        "grade": outcome.grade,
        "plan_from": outcome.source,
        **stages_record(_audited(solved, outcome.stages)),
        "parts": [
            {
                "circles": list(part.circles),
                "stages": stages_record(_audited(solved, part.stages))["stages"],
            }
            for part in outcome.parts
        ],
        "baseline": None
        if baseline is None
        else {str(term): shown(term, value) for term, value in baseline.items()},
        "seconds": phases.seconds,
        "memory_mib": phases.peak_mib,
        "model_size": outcome.model_size,
        "notes": list(outcome.notes),
    }


def _audited(solved: Solved, stages: Sequence[StageOutcome]) -> list[StageOutcome]:
    """Return stages in the audit's units."""

    def in_unit(term: str, value: int | None) -> int | None:
        return None if value is None else in_audited_unit(solved.instance, term, value)

    return [
        replace(
            stage,
            value=in_audited_unit(solved.instance, stage.term, stage.value),
            bound=in_unit(stage.term, stage.bound),
        )
        for stage in stages
    ]


def stages_record(stages: Sequence[StageOutcome]) -> dict[str, Any]:
    """Return the stages, and the numbers of the first that is not proven, or else of the last.

    Parameters
    ----------
    stages
        In the audit's units: fen, circles, residents, options.
    """
    rows = [
        {
            "term": str(stage.term),
            "sense": "max" if stage.maximise else "min",
            "value": shown(stage.term, stage.value),
            "bound": shown(stage.term, stage.bound),
            "relative_gap": stage.relative_gap,
            "proven": stage.proven,
        }
        for stage in stages
    ]
    deciding = next((row for row in rows if not row["proven"]), rows[-1])
    return {
        "objective": deciding["value"],
        "bound": deciding["bound"],
        "relative_gap": deciding["relative_gap"],
        "stages": rows,
    }


def shown(term: str, value: int | None) -> float | int | None:
    """Turn a value in the audit's unit into the published one: yuan for fen, itself otherwise."""
    if value is None or term not in MONEY_TERMS:
        return value
    return value // FEN_PER_YUAN if value % FEN_PER_YUAN == 0 else value / FEN_PER_YUAN


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
        "place_zh": place_text(problem, "zh"),
        "rule_zh": problem.rule.zh,
        "rule_en": problem.rule.en,
    }
