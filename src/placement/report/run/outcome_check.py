"""Whether what ``plan.json`` says of the solve follows from the audited values and the stated bounds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from placement.audit import Statement
from placement.engine import StageOutcome, grade_of
from placement.errors import Text
from placement.money import FEN_PER_YUAN
from placement.planner import MONEY_TERMS
from placement.report.run.record import stages_record
from placement.report.run.record_check import record_findings
from placement.scenario.model import Scenario
from placement.scenario.objectives import amount_text, term_text


def limit_findings(record: Mapping[str, Any], scenario: Scenario) -> list[Text]:
    """Seed and threads are the scenario's; time limit and gap may be set for one run."""
    limits = {
        **record["limits"],
        "seed": scenario.solver.seed,
        "threads": scenario.solver.threads,
    }
    return record_findings(record, {"limits": limits})


def outcome_findings(
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
    findings += record_findings(said, {"outcome": wanted})
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
    """Undo :func:`placement.report.run.record.shown`; what is rounded here is found when it is compared."""
    if value is None:
        return None
    return round(Fraction(value) * (FEN_PER_YUAN if term in MONEY_TERMS else 1))


def _stage_findings(stage: StageOutcome) -> list[Text]:
    term = term_text(stage.term)
    where = Text(
        f"plan.json 的 outcome.stages，“{term.zh}”", f"plan.json, outcome.stages, “{term.en}”"
    )
    bound, value = stage.bound, stage.value
    findings = []
    if bound is not None and (bound < value if stage.maximise else bound > value):
        better = _difference(stage.term, value, bound)
        findings.append(
            Text(
                f"{where.zh}：方案值优于界 {better.zh}",
                f"{where.en}: the plan beats the bound by {better.en}",
            )
        )
    if stage.proven and bound is not None and bound != value:
        apart = _difference(stage.term, value, bound)
        findings.append(
            Text(
                f"{where.zh}：称已证明而界与方案值相差 {apart.zh}",
                f"{where.en}: said to be proven, but bound and value differ by {apart.en}",
            )
        )
    if stage.proven and bound is None:
        findings.append(
            Text(f"{where.zh}：称已证明而没有界", f"{where.en}: said to be proven without a bound")
        )
    return findings


def _difference(term: str, value: int, bound: int) -> Text:
    return amount_text(term, abs(value - bound))


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
