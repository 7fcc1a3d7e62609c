"""Whether quotas, pools, bundles and batches of programmes are kept (A13)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence

from placement.audit.grants import Payout
from placement.policy.programme_base import PaidProgramme
from placement.policy.terms import (
    ApplicantQuota,
    BatchQuota,
    BundleQuota,
    DistrictQuota,
    FirstQuota,
    PoolQuota,
    Quota,
)
from placement.scenario.model import Scenario

Groups = Mapping[str, frozenset[str]]


def audit_quotas(scenario: Scenario, groups: Groups, payouts: Sequence[Payout]) -> list[str]:
    """Return a finding for every quota that is not kept."""
    return [
        f"programme {programme.id}: {finding}"
        for programme, _, finding in broken_quotas(scenario, groups, payouts)
    ]


def broken_quotas(
    scenario: Scenario, groups: Groups, payouts: Sequence[Payout]
) -> Iterator[tuple[PaidProgramme, Quota, str]]:
    """Yield what is found of every quota that is not kept."""
    for programme in scenario.programmes:
        if isinstance(programme, PaidProgramme):
            for quota in programme.quotas:
                for finding in _findings(quota, programme, groups, payouts):
                    yield programme, quota, finding


def _findings(
    quota: Quota, programme: PaidProgramme, groups: Groups, payouts: Sequence[Payout]
) -> Iterator[str]:
    own = [p for p in payouts if p.programme.id == programme.id]
    if isinstance(quota, PoolQuota):
        yield from _above(_sums(own, lambda p: p.year, fen=True), quota.years, "fen paid", 0)
    elif isinstance(quota, FirstQuota):
        yield from _above(_sums(own, lambda p: p.year, fen=False), quota.years, "paid", 0)
    elif isinstance(quota, DistrictQuota):
        yield from _districts(quota, groups, own)
    elif isinstance(quota, ApplicantQuota):
        for fen, most in ((True, quota.amount), (False, quota.outlets)):
            if most is not None:
                what = "fen paid" if fen else "outlets paid"
                yield from _above(_sums(own, _enterprise, fen=fen), {}, what, most)
    elif isinstance(quota, BundleQuota):
        for district, paid in _sums(own, lambda p: p.district, fen=True).items():
            given = quota.given.get(str(district), 0)
            yield from _below(Counter({district: paid + given}), quota.amount, "fen paid in all")
    elif isinstance(quota, BatchQuota):
        yield from _batches(quota, _sums(own, _enterprise, fen=False))


def _batches(quota: BatchQuota, sums: Counter[object]) -> Iterator[str]:
    if not quota.whole:
        yield from _below(sums, quota.outlets, "outlets paid")
        return
    for key, outlets in sums.items():
        if outlets % quota.outlets:
            yield f"{_name(key)}: {outlets} outlets paid, not in batches of {quota.outlets}"


def _enterprise(payout: Payout) -> tuple[str, int]:
    """Applicant and year; an outlet without a named applicant is an enterprise of its own."""
    return payout.applicant or payout.option_id, payout.year


def _sums(
    payouts: Sequence[Payout], key: Callable[[Payout], object], *, fen: bool
) -> Counter[object]:
    total: Counter[object] = Counter()
    for payout in payouts:
        total[key(payout)] += payout.fen if fen else payout.units
    return total


def _above(
    sums: Counter[object], caps: Mapping[int, int], what: str, otherwise: int
) -> Iterator[str]:
    for key, amount in sums.items():
        cap = caps.get(key, otherwise) if isinstance(key, int) else otherwise
        if amount > cap:
            yield f"{_name(key)}: {amount} {what}, at most {cap}"


def _below(sums: Counter[object], least: int, what: str) -> Iterator[str]:
    for key, amount in sums.items():
        if 0 < amount < least:
            yield f"{_name(key)}: {amount} {what}, at least {least}"


def _name(key: object) -> str:
    return " ".join(map(str, key)) if isinstance(key, tuple) else str(key)


def _districts(quota: DistrictQuota, groups: Groups, own: Sequence[Payout]) -> Iterator[str]:
    counts = Counter[str]()
    for payout in own:
        counts[payout.district] += payout.units
    listed: set[str] = set()
    for name, cap in quota.districts.items():
        members = groups.get(name, frozenset({name}))
        listed |= members
        paid = sum(counts[d] for d in members)
        if paid > cap:
            yield f"{name}: {paid} paid, at most {cap}"
    for district, paid in counts.items():
        if district not in listed and paid:
            yield f"{district}: {paid} paid, at most 0"
