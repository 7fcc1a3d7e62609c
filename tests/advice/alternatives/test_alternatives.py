"""Nearly equal plans: within the limits, different, and as different as enumeration finds possible."""

from __future__ import annotations

import json
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from calls import call
from oracle import best_rank
from placement.advice.alternatives import differing
from placement.advice.alternatives.differing import (
    asking_for_others,
    find_alternatives,
    limits_within,
    used,
)
from placement.advice.alternatives.swapping import swap_sites
from placement.advice.alternatives.tables import plans_table, sites_table
from placement.advice.opened import OpenRun
from placement.cli.varying import share_of_text
from placement.engine.control.watch import Watch
from placement.engine.plans.decisions import Decisions
from placement.engine.plans.evaluation import evaluate
from placement.engine.plans.outcome import Outcome
from placement.engine.whole.model import solve_whole
from placement.errors import UsageError
from placement.instance import Stage, TermLimit
from plans import legal_plan
from tiny import tiny_city


@pytest.mark.parametrize("seed", range(10))
def test_the_least_repetition_is_that_of_all_plans_within_the_limits(seed: int) -> None:
    """Enumeration knows no limits on terms, so the first stage is kept by making its value the first term."""
    city = tiny_city(seed, stages=(Stage("target_shortfall", maximise=False),))
    best = solve_whole(city, Decisions.nothing(city), Watch()).decisions
    short = evaluate(city, best).terms["target_shortfall"]
    limits = (TermLimit("target_shortfall", is_most=True, limit=short),)
    asked = asking_for_others(city, [best], limits)
    outcome = solve_whole(asked, best, Watch())
    assert outcome.stages[0].proven
    assert evaluate(asked, outcome.decisions).feasible
    kept = Stage("target_shortfall", maximise=False)
    every = replace(asked, term_limits=(), stages=(kept, *asked.stages))
    assert best_rank(every) == (short, outcome.stages[0].value)


def test_exchanged_sites_leave_a_plan_that_repeats_no_more() -> None:
    repeats = []
    for seed in range(30):
        city = tiny_city(seed)
        plan = legal_plan(city, np.random.default_rng(seed))
        if plan is None:
            continue
        asked = asking_for_others(city, [plan], ())
        other = swap_sites(asked, plan, Watch())
        assert evaluate(asked, other).feasible
        assert (other.held == plan.held).all()
        before, after = (int((used(city, p) & used(city, plan)).sum()) for p in (plan, other))
        repeats.append(before - after)
    assert min(repeats) >= 0
    assert max(repeats) > 0  # some have a place that can stand in


def test_every_plan_is_within_the_limits_and_no_two_use_the_same_sites(opened: OpenRun) -> None:
    within = Fraction(1, 2)
    others = list(find_alternatives(opened, within, 3, Watch()))
    assert others
    limits = limits_within(opened, within)
    masks = [used(opened.instance, opened.decisions)]
    for other in others:
        limited = replace(opened.instance, term_limits=limits)
        assert evaluate(limited, other.decisions).feasible
        mask = used(opened.instance, other.decisions)
        assert not any((mask == former).all() for former in masks)
        masks.append(mask)
    plans, sites = plans_table(opened, others), sites_table(opened, others)
    always = np.all(masks, axis=0)
    names = {opened.instance.options.site_ids[s] for s in np.flatnonzero(always)}
    assert set(sites[sites["used"] == "always"]["site_id"]) == names
    assert (plans["always"] + plans["shared"] + plans["only_here"] == plans["sites"]).all()
    assert len(plans) == len(others) + 1


def test_without_leeway_the_stages_stay_as_they_are(opened: OpenRun) -> None:
    others = list(find_alternatives(opened, Fraction(0), 2, Watch()))
    assert others
    for other in others:
        for stage in opened.instance.stages:
            before = opened.statement.terms[stage.term]
            after = other.statement.terms[stage.term]
            assert after >= before if stage.maximise else after <= before


@pytest.mark.parametrize(
    ("text", "share"), [("1%", "1/100"), ("0.5 %", "1/200"), ("0.01", "1/100"), ("１％", "1/100")]
)
def test_shares_are_read(text: str, share: str) -> None:
    assert share_of_text(text) == Fraction(share)


@pytest.mark.parametrize("text", ["", "x", "-1%", "200%", "1%%", "1/0"])
def test_other_texts_are_refused(text: str) -> None:
    with pytest.raises(UsageError):
        share_of_text(text)


def test_the_command(city_run: Path, tmp_path: Path) -> None:
    (done,) = call(
        [
            "alternatives",
            city_run,
            "--within",
            "50%",
            "--count",
            "2",
            "--json",
            "--out",
            tmp_path / "alt",
        ]
    )
    assert done.code == 0, done.err
    document = json.loads(done.out)
    assert document["plans"][0]["plan"] == "0"
    assert "方案 1/2：正在找" in done.err
    assert done.err.count("前面的方案已用") == len(document["plans"]) - 1 > 0
    assert (tmp_path / "alt" / "alternatives.png").read_bytes().startswith(b"\x89PNG")
    assert {path.name for path in (tmp_path / "alt").iterdir()} == {
        "alternatives.html", "alternatives.png", "manifest.json", "plans.csv", "sites.csv",
    }  # fmt: skip


def test_a_city_too_large_for_one_model_is_searched(
    opened: OpenRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("placement.engine.control.sizes.LARGEST_WHOLE", -1)
    within = Fraction(1, 2)
    others = list(find_alternatives(opened, within, 2, Watch(time_limit_s=20)))
    assert others
    assert not any(other.proven for other in others)
    limited = replace(opened.instance, term_limits=limits_within(opened, within))
    assert all(evaluate(limited, other.decisions).feasible for other in others)


def test_a_question_that_is_closed_is_not_asked_twice(
    opened: OpenRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The smaller question, under the same certifications, is for what stays open."""
    asked: list[bool] = []

    def counted(*args: Any, held: Any = None, **more: Any) -> Outcome:
        asked.append(held is not None)
        return solve_whole(*args, held=held, **more)

    monkeypatch.setattr(differing, "solve_whole", counted)
    found = list(find_alternatives(opened, Fraction(1, 5), 2, Watch(time_limit_s=60)))
    assert found
    assert all(plan.proven for plan in found)
    assert asked
    assert not any(asked)


def test_what_stays_open_is_looked_at_under_the_same_certifications(
    opened: OpenRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[bool] = []

    def hasty(*args: Any, held: Any = None, **more: Any) -> Outcome:
        asked.append(held is not None)
        outcome = solve_whole(*args, held=held, **more)
        if held is not None:
            return outcome
        unproven = tuple(replace(stage, proven=False) for stage in outcome.stages)
        return replace(outcome, stages=unproven)

    monkeypatch.setattr(differing, "solve_whole", hasty)
    (plan,) = find_alternatives(opened, Fraction(1, 5), 1, Watch(time_limit_s=60))
    assert asked == [False, True]
    assert not plan.proven
