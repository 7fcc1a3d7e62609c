"""Commitments and payments of every budget line against its caps, in whole fen."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from placement.audit.flow import Node, pay_from
from placement.audit.naming import Naming
from placement.audit.payments import Payment
from placement.errors import Text
from placement.money import wan
from placement.scenario.model import BudgetLine, Scenario


@dataclass(frozen=True, slots=True)
class BudgetYear:
    """A budget line in a year; ``cap_fen`` is ``None`` after the horizon.

    Attributes
    ----------
    carried_fen
        Left over from the year before, where the line carries over.
    moved_fen
        Received from other lines, less what was given to them.
    """

    budget_id: str
    year: int
    cap_fen: int | None
    committed_fen: int
    paid_fen: int
    carried_fen: int = 0
    moved_fen: int = 0

    @property
    def left_fen(self) -> int | None:
        """What may still be committed, fen."""
        if self.cap_fen is None:
            return None
        return self.cap_fen + self.carried_fen + self.moved_fen - self.committed_fen


@dataclass(frozen=True, slots=True)
class _Ledger:
    """Budget lines by name and year, with what is committed and paid, fen."""

    lines: Mapping[Node, BudgetLine]
    committed: Mapping[Node, int]
    paid: Mapping[Node, int]

    def flow(self) -> tuple[dict[tuple[Node, Node], int], dict[Node, int]]:
        """Return which caps pay which commitments, and what none pays."""
        caps = {node: line.cap_fen for node, line in self.lines.items()}
        due = {node: fen for node, fen in self.committed.items() if node in caps and fen > 0}
        return pay_from(caps, due, {node: _ways(node, self.lines) for node in due})


def _ledger(scenario: Scenario, payments: Sequence[Payment]) -> _Ledger:
    committed: dict[Node, int] = defaultdict(int)
    paid: dict[Node, int] = defaultdict(int)
    for payment in payments:
        committed[payment.budget_id, payment.year_committed] += payment.fen
        paid[payment.budget_id, payment.year_paid] += payment.fen
    return _Ledger({(b.budget_id, b.year): b for b in scenario.budgets}, committed, paid)


def unpaid_of(scenario: Scenario, payments: Sequence[Payment]) -> dict[Node, int]:
    """Return by budget line and year what no cap pays, fen."""
    return _ledger(scenario, payments).flow()[1]


def budget_years(
    naming: Naming, payments: Sequence[Payment]
) -> tuple[list[BudgetYear], list[Text]]:
    """Add up every budget line and year; what caps, carry-over and transfers do not pay is a finding."""
    scenario, called = naming.registers.scenario, naming.names.budgets
    ledger = _ledger(scenario, payments)
    lines, committed, paid = ledger.lines, ledger.committed, ledger.paid
    known = {name for name, _ in lines}
    findings = [
        Text(f"没有资金渠道“{name}”", f"there is no budget line “{name}”")
        for name in sorted({n for n, _ in committed} - known)
    ]
    flow, unpaid = ledger.flow()
    findings += [
        _above_cap(
            called[name], year, wan(committed[name, year]), wan(committed[name, year] - short)
        )
        for (name, year), short in sorted(unpaid.items())
    ]
    moved: dict[Node, int] = defaultdict(int)
    for (source, demand), fen in flow.items():
        if source[0] != demand[0]:
            moved[demand] += fen
            moved[source[0], demand[1]] -= fen
    rows, before = [], None
    for name, year in sorted({*lines, *committed, *paid}):
        line = lines.get((name, year))
        row = BudgetYear(
            name, year, None if line is None else line.cap_fen, committed.get((name, year), 0),
            paid.get((name, year), 0), 0, moved.get((name, year), 0),
        )  # fmt: skip
        carries = line is not None and line.carry_over and before is not None
        if carries and before is not None and before.budget_id == name:
            row = replace(row, carried_fen=before.left_fen or 0)
        rows.append(row)
        before = row
    return rows, findings


def _above_cap(name: str, year: int, committed: Text, covered: Text) -> Text:
    return Text(
        f"资金渠道“{name}”{year} 年承诺 {committed.zh}，额度内只能付 {covered.zh}",
        f"budget line “{name}” in {year}: {committed.en} committed, the caps cover {covered.en}",
    )


def _ways(node: Node, lines: Mapping[Node, BudgetLine]) -> list[Node]:
    """Return the caps that may pay a commitment: its own, then older ones, then those of other lines."""
    name, year = node
    target = lines[node]
    own = [(name, y) for (n, y), b in lines.items() if n == name and _reaches(b, y, year)]
    lent = [
        (n, y)
        for (n, y), b in lines.items()
        if target.id in b.transfer_to and b.district == target.district and _reaches(b, y, year)
    ]
    in_order = sorted(own, key=lambda n: -n[1]) + sorted(lent, key=lambda n: (-n[1], n[0]))
    return list(dict.fromkeys(in_order))


def _reaches(line: BudgetLine, year: int, later: int) -> bool:
    return year == later or (line.carry_over and year < later)
