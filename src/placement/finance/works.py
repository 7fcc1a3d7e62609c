"""Works: what realising a measure costs, and whether an operator would do it.

``investment = fixed + yuan_per_m2 * min(area, max_area)``, rounded half up to whole fen. What a measure
must earn is its burden: the investment, and what nobody else pays of making the premises usable. An
operator comes when the margin after rent earns the burden back in time::

    burden = investment + preparation - preparation paid - aid towards the investment
    12 * payback_years * (margin - rent) * min(area, max_area) >= burden

Works that do not pay back even with aid are still taken on where the aid reaches the scenario's
``least_aid_share`` of the investment: somebody is willing to carry the rest, as with care homes or repair
stalls. Works without a margin earn nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import numpy.typing as npt

Int = npt.NDArray[np.int64]
Bool = npt.NDArray[np.bool_]

DM2_PER_M2 = 100
MONTHS_PER_YEAR = 12
NO_MARGIN = -1


@dataclass(frozen=True)
class Works:
    """One outlet of one format at each of ``n`` places, as programmes look at it.

    Attributes
    ----------
    kinds
        Kinds of the bundle, empty for the raising of a judged line.
    judged_line
        The judged line that is raised, ``None`` for conversions.
    district, source_class, area_class
        One entry per place.
    floor_area_dm2, investment_fen, preparation_fen
        Shape ``(n,)``; preparation is the cost of making premises usable.
    earned_cfen
        What the margin after rent earns within the payback time, hundredths of a fen, shape ``(n,)``.
    """

    kinds: tuple[str, ...]
    chain: bool
    standardised: bool
    open_24h: bool
    judged_line: str | None
    district: tuple[str, ...]
    source_class: tuple[str, ...]
    area_class: tuple[str, ...]
    floor_area_dm2: Int
    investment_fen: Int
    preparation_fen: Int
    earned_cfen: Int

    def __len__(self) -> int:
        """Return the number of places."""
        return len(self.district)

    def pays_back(self, preparation_paid_fen: Int, aid_fen: Int) -> Bool:
        """Tell where the burden that is left is earned back in time."""
        burden = self.investment_fen + self.preparation_fen - preparation_paid_fen - aid_fen
        back: Bool = self.earned_cfen >= burden * DM2_PER_M2
        return back | (burden <= 0)

    def reaches_share(self, aid_fen: Int, share: Fraction) -> Bool:
        """Tell where aid is at least a share of the investment; never where there is none."""
        enough: Bool = aid_fen * share.denominator >= self.investment_fen * share.numerator
        return enough & (aid_fen > 0)


def invest(fixed_fen: int, fen_per_m2: int, area_dm2: Int, max_area_dm2: int) -> Int:
    """Return the investment in fen for each floor area."""
    fitted = np.minimum(area_dm2, max_area_dm2)
    return fixed_fen + (fen_per_m2 * fitted + DM2_PER_M2 // 2) // DM2_PER_M2


def earn(
    margin_fen_per_m2_month: int, payback_years: int, rent_fen_per_m2_month: Int, used_dm2: Int
) -> Int:
    """Return what an operator earns within the payback time, hundredths of a fen; 0 without a margin."""
    if margin_fen_per_m2_month == NO_MARGIN:
        return np.zeros(len(used_dm2), dtype=np.int64)
    months = MONTHS_PER_YEAR * payback_years
    return months * (margin_fen_per_m2_month - rent_fen_per_m2_month) * used_dm2
