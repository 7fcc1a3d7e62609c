"""Blocks: their bounds added up never exceed what is possible; proven means proven."""

from __future__ import annotations

import numpy as np
import pytest

from oracle import best_rank
from placement.engine.control.settings import Settings
from placement.engine.control.watch import Watch
from placement.engine.cutting.blocks import _is_one_block, find_blocks, shared_sites
from placement.engine.plans.evaluation import evaluate
from placement.engine.solve import solve_instance
from placement.errors import HardRuleError
from plans import exact_value
from variations import VARIATIONS, torn, varied_city


@pytest.fixture(autouse=True)
def _small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the blocks of tiny cities apart, as those of large ones are."""
    monkeypatch.setattr("placement.engine.cutting.blocks.FEW_CIRCLES", 0)
    monkeypatch.setattr("placement.engine.control.sizes.FEW_USES", -1)


class _Ended(Watch):
    looks = 0

    @property
    def over(self) -> bool:
        self.looks += 1
        return self.looks > 40


def test_blocks_share_no_site_and_hold_every_circle() -> None:
    several = 0
    for seed in range(20):
        city = torn(varied_city("as_drawn", seed))
        blocks = find_blocks(city, shared_sites(city))
        several += len(blocks) > 1
        sites = [
            set(city.options.site[city.options.effect_option[
                np.isin(city.options.effect_circle, block)
            ]].tolist())
            for block in blocks
        ]  # fmt: skip
        assert sum(len(s) for s in sites) == len(set().union(*sites))
        assert sorted(np.concatenate(blocks)) == list(range(city.n_circles))
    assert several


def test_what_a_target_ties_together(monkeypatch: pytest.MonkeyPatch) -> None:
    """Stray circles join the block that holds most of a target; equal districts of a city stay apart."""
    strays = np.array([0] * 70 + list(range(1, 31)))
    halves = np.repeat([0, 1], 50)
    assert _is_one_block(strays, 100)
    assert not _is_one_block(halves, 100)
    assert _is_one_block(halves, 300)
    assert not _is_one_block(np.arange(40), 40)
    monkeypatch.setattr("placement.engine.cutting.blocks.FEW_CIRCLES", 40)
    assert _is_one_block(np.arange(40), 40)


@pytest.mark.parametrize("rule", VARIATIONS)
def test_bounds_of_the_search_hold(rule: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("placement.engine.control.sizes.LARGEST_WHOLE", -1)
    stated = 0
    for seed in range(4):
        city = torn(varied_city(rule, seed))
        best = best_rank(city)
        try:
            outcome = solve_instance(city, _Ended(), Settings(seed=seed))
        except HardRuleError:
            assert best is None
            continue
        assert best is not None
        value = exact_value(city, outcome.decisions)
        assert value is not None
        assert value >= best
        assert outcome.source in {"search", "nothing", "greedy", "mip"}
        for n, stage in enumerate(outcome.stages):
            sign = -1 if stage.maximise else 1
            assert sign * stage.value == value[n]
            if stage.bound is not None:
                stated += 1
                assert sign * stage.bound <= best[n], (seed, stage.term)
            if stage.proven:
                assert value[n] == best[n], (seed, stage.term)
            if value[: n + 1] != best[: n + 1]:
                break
        if outcome.status == "optimal":
            assert value == best
    assert stated


@pytest.mark.parametrize("rule", VARIATIONS)
def test_merging_years_first_agrees_with_enumeration(
    rule: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("placement.engine.control.sizes.SMALLEST_MERGED", -1)
    for seed in range(4):
        city = varied_city(rule, seed)
        best = best_rank(city)
        if best is None:
            continue
        outcome = solve_instance(city, Watch())
        assert evaluate(city, outcome.decisions).rank(city) == best
        assert outcome.status == "optimal"
        assert all(stage.bound == stage.value for stage in outcome.stages)
