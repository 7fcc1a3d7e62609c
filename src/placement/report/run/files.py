"""What a run directory holds: tables, figures and ``plan.json``, and what the terminal shows of it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from placement.audit import Statement
from placement.engine import records_as_values
from placement.plan import Plan
from placement.planner import Phases, Solved
from placement.report.at_risk import find_risks, risk_texts
from placement.report.basis import policy_basis
from placement.report.cautions import cautions_of, told_licence
from placement.report.csv_tables import write_csv
from placement.report.dossier import Dossier, Proof, build_dossier, target_kinds
from placement.report.dossier.doubts import doubtful_rules
from placement.report.figures import (
    plot_cost,
    plot_map,
    plot_scores,
    plot_spending,
    plot_targets,
    write_png,
)
from placement.report.names import term_texts
from placement.report.page import write_page
from placement.report.reviews import review_texts
from placement.report.run.claims import RECORDS_NAME
from placement.report.run.publish import RunDirectory
from placement.report.run.record import (
    Execution,
    limits_record,
    outcome_record,
    plan_record,
    settled_record,
)
from placement.report.screen.summary import Summary
from placement.report.target_tables import target_facts
from placement.report.workbook import write_workbook
from placement.scenario.model import Scenario
from placement.scenario.names import names_of


def write_run(run: RunDirectory, execution: Execution, solved: Solved) -> None:
    """Write what planners see and, last, ``plan.json`` into a run directory that is being staged."""
    scenario, phases = execution.scenario, execution.phases
    settled = settled_record(scenario, solved.plan, solved.statement, run.path, lang=execution.lang)
    proof = Proof.of_record(outcome_record(solved, phases), limits_record(execution))
    write_products(
        run.staging, scenario, solved.plan, solved.statement, (proof, settled), phases=phases
    )
    write_record(run, execution, solved)


def write_record(run: RunDirectory, execution: Execution, solved: Solved) -> None:
    """Write ``plan.json``, and what the solve has shown of blocks."""
    record = plan_record(execution, solved, run.path)
    text = json.dumps(record, ensure_ascii=False, indent=1, default=str) + "\n"
    run.file("plan.json").write_text(text, encoding="utf-8")
    if solved.outcome.blocks:
        known = json.dumps(records_as_values(solved.outcome.blocks), ensure_ascii=False) + "\n"
        run.file(RECORDS_NAME).write_text(known, encoding="utf-8")


def write_products(
    folder: Path,
    scenario: Scenario,
    plan: Plan,
    statement: Statement,
    told: tuple[Proof, Mapping[str, Any]],
    *,
    phases: Phases | None = None,
) -> None:
    """Write everything of a run but ``plan.json``; equal plans give equal bytes.

    Parameters
    ----------
    told
        How good the plan is, and the part of ``plan.json`` that follows from scenario and decisions.
    """
    phases = phases or Phases()
    proof, record = told
    with phases.phase("tables"):
        write_tables(folder, scenario, statement)
    dossier = build_dossier(
        scenario, plan, statement, names=names_of(scenario), proof=proof, record=record
    )
    with phases.phase("workbook"):
        write_workbook(folder / "plan.xlsx", dossier)
    with phases.phase("page"):
        write_page(folder / "report.html", dossier)
    with phases.phase("figures"):
        write_figures(folder, dossier, statement)


def write_tables(folder: Path, scenario: Scenario, statement: Statement) -> None:
    """Write the six tables, and beside them, which cannot be stamped, what has to be known of them."""
    for name, frame in statement.frames().items():
        write_csv(frame, folder / f"{name}.csv")
    for caution in cautions_of(scenario):
        notice = "".join(f"{line}\n" for line in caution.sentence)
        (folder / caution.notice).write_text(notice, encoding="utf-8", newline="\n")


def write_figures(folder: Path, dossier: Dossier, statement: Statement) -> None:
    """Draw map, targets, spending, scores and cost per circle."""
    scenario, names, say = dossier.scenario, dossier.names, dossier.say
    tables = scenario.tables
    figures = {
        "map": plot_map(
            tables.circles,
            tables.premises,
            statement.projects,
            statement.circles,
            scenario.years,
            cautions=dossier.cautions,
            streets=tables.streets if len(tables.streets) else None,
            names=names,
            say=say,
        ),
        "targets": plot_targets(dossier.targets, cautions=dossier.cautions, say=say),
        "spending": plot_spending(
            statement.money, statement.payments, cautions=dossier.cautions, names=names, say=say
        ),
        "scores": plot_scores(dossier),
        "cost": plot_cost(dossier),
    }
    (folder / "figures").mkdir(exist_ok=True)
    for name, figure in figures.items():
        write_png(figure, folder / "figures" / f"{name}.png")


def summary_of(execution: Execution, solved: Solved, run: Path) -> Summary:
    """Return what the terminal shows of a solved scenario."""
    scenario, phases = execution.scenario, execution.phases
    licence = scenario.licence
    circles = scenario.tables.circles
    statement, names = solved.statement, names_of(scenario)
    return Summary(
        frames=statement.frames(),
        outcome=outcome_record(solved, phases)
        | {
            "memory_mib": max(phases.peak_mib.values(), default=None),
            "time_limit_s": execution.time_limit_s,
        },
        targets=target_facts(statement.targets, names, target_kinds(scenario, statement)),
        title=scenario.name,
        names=names,
        terms=term_texts(scenario.awards_counted),
        notes=scenario.assumptions,
        districts=dict(zip(circles["circle_id"], circles["district"], strict=True)),
        run_path=run,
        cautions=cautions_of(scenario),
        policy=policy_basis(scenario.policy.document),
        licence=None if licence is None or not licence.is_clear else told_licence(licence),
        reviews=(
            *review_texts(scenario, statement, run),
            *risk_texts(find_risks(scenario, statement)),
        ),
        doubtful_rules=len(doubtful_rules(scenario)),
    )
