"""Quotas of programmes as rows of limits (A13, C35): what one programme pays or how often, and to whom."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from placement.finance.eligibility import Groups
from placement.funding import district_groups
from placement.instance.facts import AwardFacts
from placement.instance.limits import LimitRows
from placement.options import OptionTable
from placement.policy.programme_base import PaidProgramme
from placement.policy.terms import (
    ApplicantQuota,
    BatchQuota,
    BundleQuota,
    DistrictQuota,
    FirstQuota,
    PoolQuota,
)
from placement.scenario.model import Scenario


@dataclass(frozen=True)
class Drawing:
    """What draws on the quotas of one programme.

    Attributes
    ----------
    paid
        Rows ``option, fen, units, applicant, district``, one per option the programme pays.
    awards
        Rows ``award, fen, count, year, district``, one per payer's part of an award; ``count`` is one for
        the first part only.
    years
        Years of the horizon.
    groups
        Group of districts → its districts.
    """

    paid: pd.DataFrame
    awards: pd.DataFrame
    years: tuple[int, ...]
    groups: Groups

    @property
    def whole(self) -> tuple[int, int]:
        """First and last year, by position."""
        return 0, len(self.years) - 1


def add_quotas(
    rows: LimitRows, scenario: Scenario, table: OptionTable, awards: tuple[AwardFacts, ...]
) -> None:
    """Add the rows of every quota of every programme."""
    for programme in scenario.programmes:
        if not isinstance(programme, PaidProgramme):
            continue
        drawing = _drawing(scenario, table, awards, programme)
        for quota in programme.quotas:
            _ADD[type(quota)](rows, programme, quota, drawing)


def _drawing(
    scenario: Scenario, table: OptionTable, awards: tuple[AwardFacts, ...], programme: PaidProgramme
) -> Drawing:
    own = table.payments[table.payments["programme_id"] == programme.id]
    paid = own.groupby("option", sort=True)["fen"].sum().reset_index().astype(np.int64)
    facts = table.rows.iloc[paid["option"].to_numpy()]
    for column in ("units", "applicant", "district"):
        paid[column] = facts[column].to_numpy()
    circles = scenario.tables.circles["district"].to_numpy()
    parts = [(n, a) for n, a in enumerate(awards) if a.programme_id == programme.id]
    seen: set[tuple[int, int, int, int, int]] = set()
    counted = []
    for n, a in parts:
        key = (a.circle, a.tier, a.year, a.before, a.from_units)
        counted.append((n, a.fen, int(key not in seen), a.year, circles[a.circle]))
        seen.add(key)
    columns = ["award", "fen", "count", "year", "district"]
    awarded = pd.DataFrame(counted, columns=columns)
    return Drawing(paid, awarded, scenario.years, district_groups(scenario))


def _draw(
    rows: LimitRows,
    row: int,
    drawing: Drawing,
    where: tuple[pd.Series | slice, pd.Series | slice],
    column: tuple[str, str],
    years: tuple[int, int],
) -> None:
    paid, awards = drawing.paid[where[0]], drawing.awards[where[1]]
    rows.draw_options(row, paid["option"].to_numpy(), years, paid[column[0]].to_numpy())
    rows.draw_awards(row, awards["award"].tolist(), awards[column[1]].tolist())


EVERY = slice(None)
FEN = ("fen", "fen")
NUMBER = ("units", "count")


def _by_year(
    rows: LimitRows,
    name: str,
    caps: Mapping[int, int],
    drawing: Drawing,
    column: tuple[str, str],
) -> None:
    for t, year in enumerate(drawing.years):
        row = rows.add(f"{name} {year}", cap=caps.get(year, 0))
        _draw(rows, row, drawing, (EVERY, drawing.awards["year"] == t), column, (t, t))


def _pool(rows: LimitRows, programme: PaidProgramme, quota: PoolQuota, drawing: Drawing) -> None:
    _by_year(rows, f"pool {programme.id}", quota.years, drawing, FEN)


def _first(rows: LimitRows, programme: PaidProgramme, quota: FirstQuota, drawing: Drawing) -> None:
    _by_year(rows, f"first {programme.id}", quota.years, drawing, NUMBER)


def _applicants(drawing: Drawing) -> Iterable[tuple[str, pd.Series]]:
    """Yield applicants that are named, each with the mask of its options."""
    named = drawing.paid["applicant"]
    for applicant in sorted(set(named) - {""}):
        yield applicant, named == applicant


def _applicant(
    rows: LimitRows, programme: PaidProgramme, quota: ApplicantQuota, drawing: Drawing
) -> None:
    nothing = drawing.awards["year"] < 0
    for applicant, mask in _applicants(drawing):
        for cap, column in ((quota.outlets, NUMBER), (quota.amount, FEN)):
            if cap is None:
                continue
            for t, year in enumerate(drawing.years):
                row = rows.add(f"applicant {programme.id} {applicant} {year}", cap=cap)
                _draw(rows, row, drawing, (mask, nothing), column, (t, t))
    _apart(rows, programme, drawing, _too_much(quota))


def _too_much(quota: ApplicantQuota) -> Callable[[pd.DataFrame], pd.Series]:
    def too_much(paid: pd.DataFrame) -> pd.Series:
        over = paid["fen"] < 0
        if quota.outlets is not None:
            over |= paid["units"] > quota.outlets
        if quota.amount is not None:
            over |= paid["fen"] > quota.amount
        return over

    return too_much


def _apart(
    rows: LimitRows,
    programme: PaidProgramme,
    drawing: Drawing,
    breaks: Callable[[pd.DataFrame], pd.Series],
) -> None:
    """Bar options without a named applicant that alone break the rule: each is an applicant of its own."""
    alone = (drawing.paid["applicant"] == "") & breaks(drawing.paid)
    if alone.any():
        row = rows.add(f"applicant {programme.id}", cap=0)
        nothing = drawing.awards["year"] < 0
        _draw(rows, row, drawing, (alone, nothing), NUMBER, drawing.whole)


def _district(
    rows: LimitRows, programme: PaidProgramme, quota: DistrictQuota, drawing: Drawing
) -> None:
    left = frozenset(drawing.paid["district"]) | frozenset(drawing.awards["district"])
    groups = [
        (name, drawing.groups.get(name, frozenset({name})), cap)
        for name, cap in quota.districts.items()
    ]
    listed = frozenset().union(*(members for _, members, _ in groups))
    for name, members, cap in [*groups, ("", left - listed, 0)]:
        inside = (
            drawing.paid["district"].isin(members),
            drawing.awards["district"].isin(members),
        )
        if inside[0].any() or inside[1].any():
            row = rows.add(f"district {programme.id} {name}", cap=cap)
            _draw(rows, row, drawing, inside, NUMBER, drawing.whole)


def _bundle(
    rows: LimitRows, programme: PaidProgramme, quota: BundleQuota, drawing: Drawing
) -> None:
    for district in sorted({*drawing.paid["district"], *drawing.awards["district"]}):
        row = rows.add(
            f"bundle {programme.id} {district}",
            least=max(0, quota.amount - quota.given.get(district, 0)),
        )
        inside = (drawing.paid["district"] == district, drawing.awards["district"] == district)
        _draw(rows, row, drawing, inside, FEN, drawing.whole)


def _batch(rows: LimitRows, programme: PaidProgramme, quota: BatchQuota, drawing: Drawing) -> None:
    nothing = drawing.awards["year"] < 0
    for applicant, mask in _applicants(drawing):
        for t, year in enumerate(drawing.years):
            rule = {"batch" if quota.whole else "least": quota.outlets}
            row = rows.add(f"batch {programme.id} {applicant} {year}", **rule)
            _draw(rows, row, drawing, (mask, nothing), NUMBER, (t, t))
    _apart(rows, programme, drawing, _no_batch(quota))


def _no_batch(quota: BatchQuota) -> Callable[[pd.DataFrame], pd.Series]:
    def no_batch(paid: pd.DataFrame) -> pd.Series:
        if quota.whole:
            return paid["units"] % quota.outlets > 0
        return paid["units"] < quota.outlets

    return no_batch


_ADD: dict[type, Callable[[LimitRows, PaidProgramme, Any, Drawing], None]] = {
    PoolQuota: _pool,
    FirstQuota: _first,
    ApplicantQuota: _applicant,
    DistrictQuota: _district,
    BundleQuota: _bundle,
    BatchQuota: _batch,
}
