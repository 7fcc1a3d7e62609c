"""Plans that are nearly as good, side by side: which sites are in all of them, and which in some."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from placement.advice.alternatives.differing import Alternative
from placement.advice.opened import OpenRun
from placement.advice.site_uses import SITE_COLUMNS, site_uses
from placement.advice.sums import missing_units, total
from placement.audit import Statement

OWN = "0"


def statements(run: OpenRun, others: Sequence[Alternative]) -> dict[str, Statement]:
    """Return the run's own plan as 0, and the others numbered from 1."""
    return {OWN: run.statement} | {str(n): o.statement for n, o in enumerate(others, start=1)}


def plans_table(run: OpenRun, others: Sequence[Alternative]) -> pd.DataFrame:
    """Return one row for each plan: what it reaches, what it costs, how many sites it shares; yuan."""
    plans = statements(run, others)
    sites = {name: set(s.projects["site_id"]) for name, s in plans.items()}
    always = set.intersection(*sites.values())
    rows: list[dict[str, Any]] = []
    for name, statement in plans.items():
        circles = statement.circles
        at_end = circles[(circles["year"] == run.scenario.years[-1]) & (circles["tier"] != "")]
        elsewhere = set().union(*(s for other, s in sites.items() if other != name))
        rows.append(
            {
                "plan": name,
                "missing": missing_units(
                    statement.targets, {k.id: k.step for k in run.scenario.targets}
                ),
                "public_yuan": total(statement.money["committed_yuan"]),
                "aid_yuan": total(statement.projects["public_yuan"]),
                "residents": int(at_end["residents"].sum()),
                "certified": len(at_end),
                "sites": len(sites[name]),
                "always": len(always),
                "shared": len((sites[name] & elsewhere) - always),
                "only_here": len(sites[name] - elsewhere - always),
                "as_different_as_possible": name == OWN or others[int(name) - 1].proven,
            }
        )
    return pd.DataFrame(rows)


def sites_table(run: OpenRun, others: Sequence[Alternative]) -> pd.DataFrame:
    """Return one row for each site that any plan uses, with what each plan makes of it."""
    plans = {name: s.projects for name, s in statements(run, others).items()}
    rows = [
        {
            **site.place,
            "used": "always" if len(site.by_plan) == len(plans) else "sometimes",
            "plans": len(site.by_plan),
            **{f"plan_{name}": use for name, use in site.uses(plans).items()},
        }
        for site in site_uses(plans, dict.fromkeys(plans, run.names.kinds))
    ]
    columns = [*SITE_COLUMNS, "used", "plans", *(f"plan_{n}" for n in plans)]
    frame = pd.DataFrame(rows, columns=columns)
    return frame.sort_values(["plans", "site_id"], ascending=[False, True], ignore_index=True)
