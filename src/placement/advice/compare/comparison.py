"""Runs side by side: audited figures, where they differ, and which is certainly better.

Figures are those the audit published; nothing is computed anew but sums of them.
"""

from __future__ import annotations

import string
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from placement.advice.compare.differences import circle_differences, site_differences
from placement.advice.compare.elsewhere import judge_elsewhere
from placement.advice.compare.inputs import Inputs
from placement.advice.compare.judging import Judgement, judge
from placement.advice.compare.locks import lock_text
from placement.advice.compare.notices import Notice, notices
from placement.advice.compare.places import Cities, find_cities
from placement.advice.sums import missing_units, total
from placement.errors import Text
from placement.report.cautions import Caution
from placement.report.names import term_texts
from placement.report.proof_words import proof_by_name
from placement.report.run.published import PublishedRun
from placement.report.screen.status import GRADES

LEVELS = ("central", "province", "city", "district", "street")


@dataclass(frozen=True)
class Comparison:
    """What is shown of several runs; rows of ``overview`` are runs, in the order they were given.

    Attributes
    ----------
    labels
        A letter for each run: A, B, ….
    overview
        One row per run; money in yuan.
    circles, sites
        One row per circle or site that is not treated alike in all runs that have it, one column per run.
    cities
        Which runs have the same places.
    judgements
        One for every two runs.
    cautions
        What whoever hands the comparison on has to know of any of its runs.
    warned, bases, proofs
        Of which runs that has to be known, on which policy documents they rest, and what is proven of them.
    absent
        Which scenarios that were asked for have no run, and why.
    """

    labels: tuple[str, ...]
    names: tuple[str, ...]
    overview: pd.DataFrame
    money: pd.DataFrame
    circles: pd.DataFrame
    sites: pd.DataFrame
    judgements: tuple[Judgement, ...]
    cautions: tuple[Caution, ...]
    warned: tuple[Notice, ...]
    bases: tuple[Notice, ...]
    proofs: tuple[Notice, ...]
    cities: Cities
    absent: tuple[Text, ...] = ()

    @property
    def have_other_years(self) -> bool:
        """Whether the runs do not all plan the same years, so that their sums are not of the same time."""
        return len(self.overview[["first_year", "last_year"]].drop_duplicates()) > 1

    @property
    def is_contradictory(self) -> bool:
        """Whether the records of two runs cannot both be true."""
        return any(found.verdict == "contradiction" for found in self.judgements)


def compare_runs(runs: Sequence[PublishedRun], absent: Sequence[Text] = ()) -> Comparison:
    """Put runs side by side.

    Parameters
    ----------
    runs
        At least two, and no more than there are letters.
    absent
        Which scenarios that were asked for have no run.
    """
    labels = tuple(string.ascii_uppercase[: len(runs)])
    pairs = list(zip(labels, runs, strict=True))
    inputs = Inputs()
    cities = find_cities(dict(pairs), inputs)
    judgements = [
        judge(one, other) for position, one in enumerate(pairs) for other in pairs[position + 1 :]
    ]
    rows = [overview_row(label, run) for label, run in pairs]
    return Comparison(
        labels,
        tuple(run.name for run in runs),
        pd.DataFrame(rows),
        pd.concat([money_rows(label, run) for label, run in pairs], ignore_index=True),
        circle_differences(cities),
        site_differences(cities),
        judge_elsewhere(judgements, dict(pairs), inputs),
        tuple(dict.fromkeys(caution for run in runs for caution in run.cautions)),
        notices(((k, caution.sentence) for k, run in pairs for caution in run.cautions), labels),
        notices(((k, run.basis) for k, run in pairs), labels),
        notices(((row["run"], proof_text(row)) for row in rows), labels),
        cities,
        tuple(absent),
    )


def overview_row(label: str, run: PublishedRun) -> dict[str, Any]:
    """Sum up a run over its own years: targets, circles, residents, money in yuan, projects, gap and grade."""
    circles, targets, projects = (run.tables[name] for name in ("circles", "targets", "projects"))
    money, outcome, locks = run.tables["money"], run.record["outcome"], lock_text(run)
    terms = term_texts(awards_counted=run.record["scenario"]["awards_counted"])
    stages = outcome["stages"]
    proof = proof_by_name(stages, terms)
    at_end = circles[circles["year"] == run.years[-1]]
    certified = at_end[at_end["tier"] != ""]
    capped = money[money["cap_yuan"].notna()]
    return {
        "run": label,
        "name": run.name,
        "directory": str(run.path),
        "first_year": run.years[0],
        "last_year": run.years[-1],
        "policy": run.record["scenario"]["policy"],
        "basis_zh": run.basis.zh,
        "basis_en": run.basis.en,
        "locks_zh": locks.zh,
        "locks_en": locks.en,
        "synthetic": bool(run.record["synthetic"]),
        "publishable": run.licence is None or run.licence.publishable,
        "targets": len(targets),
        "targets_met": int((targets["shortfall"] == 0).sum()),
        "missing": missing_units(
            targets, {k: int(t["step"]) for k, t in run.record["scenario"]["targets"].items()}
        ),
        "certified": len(certified),
        "by_tier": {tier: int((certified["tier"] == tier).sum()) for tier in tiers_of(run)},
        "residents": int(certified["residents"].sum()),
        "projects": len(projects),
        "subsidised": int((projects["public_yuan"] > 0).sum()),
        "investment_yuan": total(projects["investment_yuan"]),
        "aid_yuan": total(projects["public_yuan"]),
        "committed_yuan": total(money["committed_yuan"]),
        "cap_yuan": total(capped["cap_yuan"]),
        "unspent_yuan": total(capped["cap_yuan"]) - total(capped["committed_yuan"]),
        "relative_gap": outcome["relative_gap"],
        "stages": len(stages),
        "stages_proven": sum(bool(stage["proven"]) for stage in stages),
        "grade": outcome["grade"],
        "status": outcome["status"],
        "proof_zh": proof.zh,
        "proof_en": proof.en,
    }


def proof_text(row: Mapping[str, Any]) -> Text:
    """Say how a run is proven, or which of its stages are and how far the others may be from the best."""
    found = GRADES.get(str(row["grade"]))
    if found is None:
        return Text(str(row["proof_zh"]), str(row["proof_en"]))
    return Text(f"已证明最优（{found.zh}）", f"proven optimal ({found.en})")


def tiers_of(run: PublishedRun) -> list[str]:
    """Return the tiers of a run's policy, highest first."""
    return list(reversed(run.record["names"]["tiers"]))


def money_rows(label: str, run: PublishedRun) -> pd.DataFrame:
    """Return committed yuan of a run by level and year."""
    levels = {budget: entry["level"] for budget, entry in run.record["names"]["budgets"].items()}
    money = run.tables["money"]
    frame = pd.DataFrame(
        {
            "run": label,
            "level": [levels[str(budget)] for budget in money["budget_id"]],
            "year": money["year"],
            "committed_yuan": money["committed_yuan"],
        }
    )
    sums = frame.groupby(["run", "level", "year"], as_index=False)["committed_yuan"].agg(total)
    order = sorted(
        sums.index, key=lambda row: (LEVELS.index(sums["level"][row]), int(sums["year"][row]))
    )
    return pd.DataFrame(sums.loc[order]).reset_index(drop=True)
