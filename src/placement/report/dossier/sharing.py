"""Public money by circle: what one more circle costs in this plan, shared out so that nothing is lost."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import pandas as pd

from placement.report.dossier.model import CircleFacts, ProjectFacts
from placement.report.dossier.totals import fen_of


def share_money(
    circles: Sequence[CircleFacts], projects: Sequence[ProjectFacts], payments: pd.DataFrame
) -> tuple[dict[str, int], dict[str, int], int]:
    """Return aid and awards by circle id, and fen of projects that serve no circle the plan certifies.

    A project's public money is shared equally among the circles it serves that the plan certifies; odd
    fen go to the first. Awards go to their circle. Shares and rest add up to all commitments.
    """
    certified = {circle.id for circle in circles if circle.certified}
    shares: dict[str, int] = defaultdict(int)
    rest = 0
    for project in projects:
        served = sorted(certified.intersection(project.circle_ids))
        if not served:
            rest += project.public_fen
            continue
        part, odd = divmod(project.public_fen, len(served))
        for number, circle in enumerate(served):
            shares[circle] += part + (number < odd)
    awards: dict[str, int] = defaultdict(int)
    for circle, yuan in zip(payments["circle_id"], payments["yuan"], strict=True):
        if circle:
            awards[str(circle)] += fen_of(yuan)
    return dict(shares), dict(awards), rest
