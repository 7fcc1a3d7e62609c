"""Numbers as the page writes them."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from placement.money import FEN_PER_WAN
from placement.report.names import whole_in
from placement.report.speaker import Speaker
from placement.scenario.names import WHOLE

HUNDREDTH = Decimal("0.01")


def wan(fen: int | None) -> str:
    """Return fen as 万元 with two decimals; a dash where there is none."""
    if fen is None:
        return "—"
    exact = Decimal(fen) / FEN_PER_WAN
    return f"{exact.quantize(HUNDREDTH, ROUND_HALF_UP):,}"


def place_name(place: str, say: Speaker) -> str:
    """Return a district, or that it is the whole city."""
    return whole_in(place or WHOLE, say)
