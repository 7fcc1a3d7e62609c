"""Works: what realising a measure costs and whether an operator would do it unaided.

``investment = fixed + yuan_per_m2 * min(area, max_area)``, rounded half up to whole fen. An operator
needs no aid when the margin after rent earns the investment back in time::

    12 * payback_years * (margin - rent) * min(area, max_area) >= investment
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Int = npt.NDArray[np.int64]
Bool = npt.NDArray[np.bool_]

DM2_PER_M2 = 100
MONTHS_PER_YEAR = 12
NO_MARGIN = -1


@dataclass(frozen=True)
class Works:
    """Measures of one format on ``n`` places, as programmes look at them.

    Attributes
    ----------
    kinds
        Kinds of the bundle, empty for the raising of a judged line.
    judged_line
        The judged line that is raised, ``None`` for conversions.
    district, source_class, area_class
        One entry per place.
    floor_area_dm2, investment_fen, preparation_fen
        Shape ``(n,)``; preparation is the public cost of making premises usable.
    is_viable
        True where an operator would come without aid.
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
    is_viable: Bool

    def __len__(self) -> int:
        """Return the number of places."""
        return len(self.district)


def invest(fixed_fen: int, fen_per_m2: int, area_dm2: Int, max_area_dm2: int) -> Int:
    """Return the investment in fen for each floor area."""
    fitted = np.minimum(area_dm2, max_area_dm2)
    return fixed_fen + (fen_per_m2 * fitted + DM2_PER_M2 // 2) // DM2_PER_M2


@dataclass(frozen=True, slots=True)
class OperatorAccount:
    """What an operator reckons with: monthly margin and rent per m², years to earn the investment back."""

    margin_fen_per_m2_month: int
    payback_years: int

    def is_viable(
        self, rent_fen_per_m2_month: Int, used_area_dm2: Int, investment_fen: Int
    ) -> Bool:
        """Tell where the margin after rent earns the investment back in time, without aid."""
        if self.margin_fen_per_m2_month == NO_MARGIN:
            return np.zeros(len(used_area_dm2), dtype=bool)
        months = MONTHS_PER_YEAR * self.payback_years
        earned = months * (self.margin_fen_per_m2_month - rent_fen_per_m2_month) * used_area_dm2
        return earned >= investment_fen * DM2_PER_M2
