"""Money by level, line, programme and year: commitments against caps, and payments with their tails."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from placement.report.dossier.model import BudgetFacts, Dossier


@dataclass(frozen=True, slots=True)
class LineYears:
    """A budget line over the years; ``programmes`` splits what it commits in a year by programme."""

    id: str
    line: str
    level: str
    district: str
    years: Mapping[int, BudgetFacts]
    programmes: Mapping[int, Mapping[str, int]]

    @property
    def cap_fen(self) -> int | None:
        """Caps of all years together, ``None`` where one is open."""
        caps = [year.cap_fen for year in self.years.values() if year.cap_fen is not None]
        return sum(caps) if len(caps) == len(self.years) else None

    @property
    def committed_fen(self) -> int:
        """Committed in all years."""
        return sum(year.committed_fen for year in self.years.values())

    @property
    def paid_fen(self) -> int:
        """Paid in all years, tails after the horizon included."""
        return sum(year.paid_fen for year in self.years.values())


def line_years(dossier: Dossier) -> list[LineYears]:
    """Return the budget lines in the scenario's order."""
    split: dict[str, dict[int, dict[str, int]]] = defaultdict(
        lambda: defaultdict(lambda: defaultdict(int))
    )
    for payment in dossier.payments:
        split[payment.budget_id][payment.year_committed][payment.programme] += payment.fen
    found = []
    for budget_id in dict.fromkeys(budget.id for budget in dossier.budgets):
        rows = [budget for budget in dossier.budgets if budget.id == budget_id]
        programmes = {year: dict(part) for year, part in split[budget_id].items()}
        found.append(
            LineYears(
                budget_id,
                rows[0].line,
                rows[0].level,
                rows[0].district,
                {row.year: row for row in rows},
                programmes,
            )
        )
    return found


def money_years(dossier: Dossier) -> tuple[int, ...]:
    """Return every year in which money moves: the horizon and the tails of payments after it."""
    moving = (b.year for b in dossier.budgets if b.paid_fen or b.committed_fen)
    return tuple(sorted({*dossier.years, *moving}))


def by_programme(dossier: Dossier, *, paid: bool) -> dict[tuple[str, str], dict[int, int]]:
    """Return ``(level, programme)`` → year → fen, committed or paid."""
    found: dict[tuple[str, str], dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for p in dossier.payments:
        found[p.level, p.programme][p.year_paid if paid else p.year_committed] += p.fen
    return {key: dict(years) for key, years in sorted(found.items())}


def programmes_by_size(dossier: Dossier) -> list[str]:
    """Return the programmes that pay anything, the largest first."""
    sums: dict[str, int] = defaultdict(int)
    for payment in dossier.payments:
        sums[payment.programme] += payment.fen
    return sorted(sums, key=lambda name: (-sums[name], name))
