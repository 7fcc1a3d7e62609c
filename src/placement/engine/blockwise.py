"""Block by block: the years merged for the bound, then the years spread out again for the plan."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from placement.engine.blocks import Bounds, cut_block
from placement.engine.decisions import NEVER, Decisions, evaluate
from placement.engine.merging import merge_plan, merge_years
from placement.engine.outcome import Outcome, StageOutcome
from placement.engine.priced import solve_priced
from placement.engine.settings import Settings
from placement.engine.subproblem import cut_out, keep_options
from placement.engine.watch import Watch
from placement.engine.whole import solve_whole
from placement.formulation.sets import count_uses
from placement.instance import Instance, Int

SHARE_OF_TIME = 0.7
"""Of the time left, what the blocks may take together."""
SHARE_FOR_BOUND = 0.8
"""Of a block's time, what the merged years may take; the rest spreads the plan over the years."""

LARGEST_UNPRICED = 8_000
"""Uses (circle × tier × option) up to which a block with merged years is solved as one model."""


@dataclass(frozen=True)
class Block:
    """A block to be solved in the frame of a plan of the city."""

    circles: Int
    time_limit_s: float


@dataclass(frozen=True)
class SolvedBlock:
    """What a block showed about the city's bound, and what it proposes for the plan.

    Attributes
    ----------
    merged
        The block with its years merged; ``stages`` are of its solve.
    decisions
        The city's plan, with the block's in it where that is better.
    """

    merged: Instance
    stages: tuple[StageOutcome, ...]
    decisions: Decisions


def solve_blocks(
    instance: Instance, plan: Decisions, blocks: list[Int], watch: Watch, settings: Settings
) -> tuple[Decisions, Bounds]:
    """Solve every block; return the plan with what could be taken over, and the city's bounds."""
    solved: list[tuple[Instance, tuple[StageOutcome, ...]]] = []
    left = sum(len(circles) for circles in blocks)
    for n, circles in enumerate(blocks, start=1):
        if watch.over:
            break
        share = watch.remaining_s * SHARE_OF_TIME * len(circles) / left
        left -= len(circles)
        block = solve_block(instance, plan, Block(circles, share), watch, settings)
        solved.append((block.merged, block.stages))
        plan = block.decisions
        bounds = Bounds.of_blocks(instance, solved)
        value = evaluate(instance, plan).rank(instance)
        watch.tell(incumbent=float(value[0]), bound=bounds.first, nodes=n)
    return plan, Bounds.of_blocks(instance, solved)


def solve_block(
    instance: Instance, plan: Decisions, block: Block, watch: Watch, settings: Settings
) -> SolvedBlock:
    """Bound a block with its years merged; take its plan over into the city's where that is better."""
    settings = replace(settings, gap=0.0)
    inner = watch.inner(min(block.time_limit_s, watch.remaining_s))
    alone = cut_block(instance, plan, block.circles)
    merged = merge_years(alone.instance)
    bounding = inner.inner(inner.remaining_s * SHARE_FOR_BOUND)
    outcome = solve_merged(merged, merge_plan(alone.start), bounding, settings)
    proposed = np.zeros(instance.n_options, dtype=bool)
    proposed[alone.options[outcome.decisions.start != NEVER]] = True
    certified = block.circles[outcome.decisions.held[:, -1] != NEVER]
    better = spread(instance, plan, (block.circles, proposed, certified), inner, settings)
    return SolvedBlock(merged, outcome.stages, better)


def solve_merged(instance: Instance, start: Decisions, watch: Watch, settings: Settings) -> Outcome:
    """Solve an instance of one year as one model, or by pricing its options where it is large."""
    is_large = count_uses(instance) > LARGEST_UNPRICED
    if is_large and settings.ideas.priced_options:
        return solve_priced(instance, start, watch, settings)
    return solve_whole(instance, start, watch, settings)


def spread(
    instance: Instance,
    plan: Decisions,
    proposal: tuple[Int, np.ndarray, Int],
    watch: Watch,
    settings: Settings,
) -> Decisions:
    """Return the plan, or a better one that builds some of what is proposed for a few circles.

    Only options proposed or in the plan are looked at, and only circles certified in either, so the
    years, the budgets and what is shared with other circles cost little to get right.

    Parameters
    ----------
    proposal
        Circles that are free, a mask of options to build, and the circles to certify.
    """
    circles, proposed, certified = proposal
    part = cut_out(instance, plan, circles)
    keep = proposed[part.options] | (part.start.start != NEVER)
    idle = (part.start.held == NEVER).all(axis=1) & ~np.isin(part.circles, certified)
    small = keep_options(part, keep)
    small = replace(
        small,
        instance=replace(small.instance, blocked_circle=small.instance.blocked_circle | idle),
    )
    outcome = solve_whole(small.instance, small.start, watch, settings)
    found = small.merge(plan, outcome.decisions)
    value = evaluate(instance, found)
    better = value.feasible and value.rank(instance) < evaluate(instance, plan).rank(instance)
    return found if better else plan
