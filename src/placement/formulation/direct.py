"""Sites that count by being built: where a variable that an option counts for a block would say nothing more.

In a single year with a single block of a circle, a site is used as far as it is built, and no further than the
tier is held. Where the options of a site all supply the same lines, and each gives all that is asked of them, the
rows of these lines are capped by the tier anyway: they bind as tightly with ``built`` in place of ``use``.
The plans are the same, and so is the relaxation.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from placement.formulation.blocks import BlockId, LineId, OptionId, Supply
from placement.formulation.claim_sets import ClaimSets
from placement.formulation.uses import Uses
from placement.instance import Instance


def without_direct(
    instance: Instance,
    uses: Uses,
    residual_steps: Mapping[tuple[BlockId, LineId], int],
    claims: ClaimSets,
    only_blocks: frozenset[BlockId],
) -> Uses:
    """Return the uses that need a variable.

    Parameters
    ----------
    only_blocks
        Blocks that are the only one of their circle.
    """
    if instance.n_years > 1:
        return uses
    lines = _lines_of(uses.supply)
    partial = _partial(instance, uses.supply, residual_steps, claims)
    of_site = {
        (b, s): options
        for (b, s), options in uses.of_site.items()
        if b not in only_blocks
        or any((b, o) in partial for o in options)
        or len({lines[b, o] for o in options}) > 1
    }
    kept = {(b, o) for (b, _), options in of_site.items() for o in options}
    of_block = {
        b: tuple(o for o in options if (b, o) in kept) for b, options in uses.options.items()
    }
    return Uses(of_block, of_site, uses.supply)


def _lines_of(supply: Supply) -> dict[tuple[BlockId, OptionId], frozenset[LineId]]:
    found: dict[tuple[BlockId, OptionId], set[LineId]] = defaultdict(set)
    for (b, i), pairs in supply.items():
        for o, _ in pairs:
            found[b, o].add(i)
    return {pair: frozenset(lines) for pair, lines in found.items()}


def _partial(
    instance: Instance,
    supply: Supply,
    residual_steps: Mapping[tuple[BlockId, LineId], int],
    claims: ClaimSets,
) -> set[tuple[BlockId, OptionId]]:
    """Return the pairs of which the option gives less than all that is asked, of points or of a requirement."""
    unit = dict(zip(instance.lines.ids, instance.lines.unit_steps.tolist(), strict=True))
    found = {
        (b, o)
        for (b, i), pairs in supply.items()
        for o, units in pairs
        if unit[i] * units < residual_steps.get((b, i), 0)
    }
    return found | {
        (b, o)
        for (b, q, r), pairs in claims.used.items()
        for o, units in pairs
        if units < claims.lack[b, q, r]
    }
