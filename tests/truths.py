"""What an outcome says, or a smaller instance leaves, judged against the values of all plans."""

from __future__ import annotations

import numpy as np

from oracle import every_rank
from placement.engine.plans.outcome import Outcome, Trade
from placement.instance import Instance


def ranks_of(city: Instance) -> np.ndarray:
    """Return the values by stage of all plans, each once, in order."""
    return np.unique(np.array(list(every_rank(city))).reshape(-1, len(city.stages)), axis=0)


def is_matched(full: np.ndarray, reduced: np.ndarray) -> bool:
    """Tell whether to each row of the one there is a row of the other that is nowhere greater."""
    return all((reduced <= rank).all(axis=1).any() for rank in full)


def holds(trade: Trade, ranks: np.ndarray) -> bool:
    least = float((ranks @ np.array(trade.weights)).min())
    return least >= trade.least - 1e-6 * max(1.0, abs(trade.least))


def falsehoods(outcome: Outcome, rank: tuple[int, ...], ranks: np.ndarray) -> list[str]:
    """What an outcome says that some plan gives the lie to; ``ranks`` are the values of all plans, in order."""
    found, ranks = [], ranks.astype(float)
    for n, stage in enumerate(outcome.stages):
        sign = -1 if stage.maximise else 1
        no_worse = (ranks[:, :n] <= np.array(rank[:n])).all(axis=1)
        least = ranks[no_worse, n].min(initial=np.inf)
        if stage.bound is not None and sign * stage.bound > least:
            found.append(f"bound {stage.bound} of {stage.term}")
    found += [f"trade {trade}" for trade in outcome.trades if not holds(trade, ranks)]
    if outcome.status == "optimal" and rank != tuple(ranks[0].tolist()):
        found.append("optimal")
    return found
