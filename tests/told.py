"""A real plan with everything that is told of it, and the same with hostile names."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd
from matplotlib.figure import Figure
from matplotlib.text import Text as FigureText

from placement.audit import Statement, audit_plan
from placement.engine.control.watch import Watch
from placement.errors import Text
from placement.plan import Plan
from placement.planner import Phases, plan_scenario
from placement.report.dossier import Dossier, Proof, build_dossier
from placement.report.run.record import Execution, limits_record, outcome_record, settled_record
from placement.scenario.model import Scenario
from placement.scenario.names import names_of
from placement.scenario.reader import read_scenario

ROOT = Path(__file__).resolve().parents[1]

HOSTILE = (
    "=cmd|'/C calc'!A0",
    '=HYPERLINK("http://evil.example","点我")',
    "+1+1",
    "-2+3",
    "@SUM(1)",
    "\t=1+1",
    "</script><script>document.title='hacked'</script>",
    "<img src=x onerror=\"document.title='hacked'\">",
    "\"><svg onload=alert(1)>'",
    "{{ 7*7 }}{% raw %}",
    "http://evil.example/",
    "javascript:alert(1)",
    "名\u202e倒过来\u202c\u200b\ufeff",
    "第一行\n第二行\r第三行",
    "@{name} $name ${name} %s %(x)s",
    "'引号\"`&amp;&lt;",
    "\u2028行\u2029段]]><!--",
)


HOSTILE_TEXTS = tuple(Text(name, name) for name in HOSTILE)


@dataclass(frozen=True)
class Told:
    """A plan and what is told of it."""

    scenario: Scenario
    plan: Plan
    statement: Statement
    proof: Proof
    record: Mapping[str, Any]
    dossier: Dossier


def tell(scenario: Scenario, plan: Plan, proof: Proof) -> Told:
    statement = audit_plan(scenario, plan)
    record = settled_record(scenario, plan, statement, ROOT / "runs" / "x")
    names = names_of(scenario)
    dossier = build_dossier(scenario, plan, statement, names=names, proof=proof, record=record)
    return Told(scenario, plan, statement, proof, record, dossier)


def quick() -> Told:
    return solved(read_scenario(ROOT / "scenarios" / "quick.yaml"), time_limit_s=0)


def solved(scenario: Scenario, time_limit_s: float = 60) -> Told:
    phases = Phases()
    found = plan_scenario(scenario, Watch(time_limit_s=time_limit_s), phases)
    limits = limits_record(Execution(scenario, phases, time_limit_s))
    return tell(scenario, found.plan, Proof.of_record(outcome_record(found, phases), limits))


def with_hostile_names(told: Told) -> Told:
    """Every name a user or a policy can give is hostile; ids stay as they are."""
    scenario, tables = told.scenario, told.scenario.tables
    policy = scenario.policy
    tables = replace(
        tables,
        circles=_named(tables.circles),
        premises=_named(tables.premises),
        outlets=_named(tables.outlets),
        costs=_named(tables.costs),
        assumptions=HOSTILE_TEXTS,
    )
    kinds = {
        k: v.model_copy(update={"name": name(i)}) for i, (k, v) in enumerate(policy.kinds.items())
    }
    document = policy.document.model_copy(update={"title": name(0), "issuer": name(7)})
    hostile = replace(
        scenario,
        name=name(6),
        note=name(7),
        tables=tables,
        policy=policy.model_copy(update={"kinds": kinds, "document": document}),
        programmes=tuple(
            p.model_copy(update={"name": name(i)}) for i, p in enumerate(scenario.programmes)
        ),
        budgets=tuple(
            replace(b, name=name(len(b.name) + (b.purpose is None))) for b in scenario.budgets
        ),
        assumptions=HOSTILE_TEXTS,
    )
    return tell(hostile, told.plan, told.proof)


def name(position: int) -> str:
    return HOSTILE[position % len(HOSTILE)]


def _named(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.assign(name=[name(i) for i in range(len(frame))])


TABLES = ("circles", "outlets", "premises", "costs", "judgements")


def words_of(told: Told) -> str:
    """All that the tables, the policy and the scenario of a plan say."""
    scenario = told.scenario
    return "\n".join(
        [
            scenario.policy.model_dump_json(),
            str(scenario.budgets),
            *(
                str(list(getattr(scenario.tables, name).to_dict("list").values()))
                for name in TABLES
            ),
            *(programme.model_dump_json() for programme in scenario.programmes),
            scenario.name,
            scenario.note,
            *(text.zh for text in scenario.assumptions),
            "新区",
        ]
    )


def chinese_in(figure: Figure) -> set[str]:
    """Every run of Chinese letters that a figure shows."""
    shown = [text.get_text() for text in figure.findobj(FigureText)]
    return {run for text in shown for run in re.findall(r"[\u4e00-\u9fff]+", text)}
