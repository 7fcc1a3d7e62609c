"""Where works stand: what programmes leave of the burden is earned back, or aid is share enough."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from placement.finance.archetypes import pays_preparation
from placement.finance.works import Bool, Int
from placement.funding.purse import Purse
from placement.measures import Measures
from placement.policy.programme_base import MeasureProgramme


def _sum(programmes: Sequence[MeasureProgramme], fen: dict[str, Int], n: int) -> Int:
    return sum((fen[p.id] for p in programmes), np.zeros(n, dtype=np.int64))


def _burden_paid(
    measures: Measures, taken: Sequence[MeasureProgramme], fen: dict[str, Int]
) -> tuple[Int, Int]:
    """Return what is paid of preparing premises and towards the investment, per unit."""
    n = len(measures.works)
    prepared = _sum([p for p in taken if pays_preparation(p)], fen, n)
    aid = _sum([p for p in taken if not pays_preparation(p)], fen, n)
    return prepared // measures.units, aid // measures.units


def pays_back(
    measures: Measures, taken: Sequence[MeasureProgramme], fen: dict[str, Int], *, with_aid: bool
) -> Bool:
    """Tell where works pay back with what is paid for their premises, and with the aid, shape ``(n,)``."""
    prepared, aid = _burden_paid(measures, taken, fen)
    return measures.works.pays_back(prepared, aid if with_aid else np.zeros_like(aid))


def stands(
    measures: Measures, purse: Purse, taken: Sequence[MeasureProgramme], fen: dict[str, Int]
) -> Bool:
    """Tell where works stand with programmes that pay ``fen``, shape ``(n,)``."""
    _, aid = _burden_paid(measures, taken, fen)
    enough = measures.works.reaches_share(aid, purse.scenario.least_aid_share)
    return pays_back(measures, taken, fen, with_aid=True) | enough
