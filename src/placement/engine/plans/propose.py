"""Decisions → Plan: the engine's proposal in ids, for the auditor to recompute."""

from __future__ import annotations

from placement.engine.plans.decisions import NEVER, Decisions
from placement.instance import Instance
from placement.options import OptionTable
from placement.plan import Certification, Choice, Plan


def plan_of(decisions: Decisions, instance: Instance, table: OptionTable) -> Plan:
    """State decisions by ids, in order of option and of circle and year."""
    rows = table.rows
    choices = []
    for o in range(instance.n_options):
        if decisions.start[o] == NEVER:
            continue
        row = rows.iloc[o]
        choices.append(
            Choice(
                option_id=row["option_id"],
                site_id=row["site_id"],
                format_id=row["cost_row"],
                units=int(row["units"]),
                circle_id=row["circle_id"],
                judged_line=row["judged_line"],
                programmes=tuple(row["programmes"]),
                year=instance.years[decisions.start[o]],
            )
        )
    certifications = []
    for c, circle_id in enumerate(instance.circle_ids):
        before = NEVER
        for t, year in enumerate(instance.years):
            tier = decisions.held[c, t]
            if tier not in {NEVER, before}:
                certifications.append(Certification(circle_id, instance.tier_ids[tier], year))
            before = tier
    return Plan(tuple(choices), tuple(certifications))
