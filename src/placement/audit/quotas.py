"""Whether quotas, pools, bundles and batches of programmes are kept (A13)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from placement.audit.findings import of
from placement.audit.grants import Payout
from placement.audit.naming import Naming
from placement.errors import Text
from placement.money import wan
from placement.plain import counted, plain
from placement.plan import Choice, Plan
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
Key = int | str | tuple[str, int]
"""What a quota counts by: a year, a district or group of districts, or an enterprise and a year."""


@dataclass(frozen=True, slots=True)
class Paid:
    """What a quota counts, in words: fen, or things."""

    what: Text
    is_money: bool = False

    def at_most(self, amount: int, cap: int) -> Text:
        """Say that more is paid than may be."""
        return self._said(amount, Text("最多", "at most"), cap)

    def at_least(self, amount: int, least: int) -> Text:
        """Say that less is paid than must be."""
        return self._said(amount, Text("至少", "at least"), least)

    def _said(self, amount: int, bound: Text, number: int) -> Text:
        n, m = (self._written(value) for value in (amount, number))
        return Text(
            f"{self.what.zh} {n.zh}，{bound.zh} {m.zh}", f"{n.en} {self.what.en}, {bound.en} {m.en}"
        )

    def _written(self, value: int) -> Text:
        return wan(value) if self.is_money else Text(f"{value:,} 个", str(value))


@dataclass(frozen=True, slots=True)
class Breach:
    """Where a quota is not kept, and by how much."""

    key: Key
    what: Text


PAID = Paid(Text("付了", "paid"))
PAID_OUTLETS = Paid(Text("付了网点", "outlets paid"))
PAID_FEN = Paid(Text("付了", "paid"), is_money=True)
PAID_IN_ALL = Paid(Text("合计付了", "paid in all"), is_money=True)


def audit_quotas(naming: Naming, plan: Plan, payouts: Sequence[Payout]) -> list[Text]:
    """Return a finding for every quota that is not kept."""
    registers = naming.registers
    choices = {choice.option_id: choice for choice in plan.choices}
    return [
        of(
            Text(f"补贴项目“{plain(programme.name)}”", f"programme “{plain(programme.name)}”"),
            of(_key_text(breach.key, naming, choices), breach.what),
        )
        for programme, _, breach in broken_quotas(registers.scenario, registers.groups, payouts)
    ]


def broken_quotas(
    scenario: Scenario, groups: Groups, payouts: Sequence[Payout]
) -> Iterator[tuple[PaidProgramme, Quota, Breach]]:
    """Yield what is found of every quota that is not kept."""
    for programme in scenario.programmes:
        if isinstance(programme, PaidProgramme):
            for quota in programme.quotas:
                for breach in _breaches(quota, programme, groups, payouts):
                    yield programme, quota, breach


def _breaches(
    quota: Quota, programme: PaidProgramme, groups: Groups, payouts: Sequence[Payout]
) -> Iterator[Breach]:
    own = [p for p in payouts if p.programme.id == programme.id]
    if isinstance(quota, PoolQuota):
        yield from _above(_sums(own, lambda p: p.year, fen=True), quota.years, PAID_FEN, 0)
    elif isinstance(quota, FirstQuota):
        yield from _above(_sums(own, lambda p: p.year, fen=False), quota.years, PAID, 0)
    elif isinstance(quota, DistrictQuota):
        yield from _districts(quota, groups, own)
    elif isinstance(quota, ApplicantQuota):
        for fen, most in ((True, quota.amount), (False, quota.outlets)):
            if most is not None:
                what = PAID_FEN if fen else PAID_OUTLETS
                yield from _above(_sums(own, _enterprise, fen=fen), {}, what, most)
    elif isinstance(quota, BundleQuota):
        for district, paid in _sums(own, lambda p: p.district, fen=True).items():
            given = quota.given.get(str(district), 0)
            yield from _below(Counter({district: paid + given}), quota.amount, PAID_IN_ALL)
    elif isinstance(quota, BatchQuota):
        yield from _batches(quota, _sums(own, _enterprise, fen=False))


def _batches(quota: BatchQuota, sums: Counter[Key]) -> Iterator[Breach]:
    if not quota.whole:
        yield from _below(sums, quota.outlets, PAID_OUTLETS)
        return
    for key, outlets in sums.items():
        if outlets % quota.outlets:
            yield Breach(
                key,
                Text(
                    f"付了 {outlets} 个网点，不是 {quota.outlets} 个一批",
                    f"{counted(outlets, 'outlet')} paid, not in batches of {quota.outlets}",
                ),
            )


def _enterprise(payout: Payout) -> tuple[str, int]:
    """Applicant and year; an outlet without a named applicant is an enterprise of its own."""
    return payout.applicant or payout.option_id, payout.year


def _sums(payouts: Sequence[Payout], key: Callable[[Payout], Key], *, fen: bool) -> Counter[Key]:
    total: Counter[Key] = Counter()
    for payout in payouts:
        total[key(payout)] += payout.fen if fen else payout.units
    return total


def _above(
    sums: Counter[Key], caps: Mapping[int, int], what: Paid, otherwise: int
) -> Iterator[Breach]:
    for key, amount in sums.items():
        cap = caps.get(key, otherwise) if isinstance(key, int) else otherwise
        if amount > cap:
            yield Breach(key, what.at_most(amount, cap))


def _below(sums: Counter[Key], least: int, what: Paid) -> Iterator[Breach]:
    for key, amount in sums.items():
        if 0 < amount < least:
            yield Breach(key, what.at_least(amount, least))


def _key_text(key: Key, naming: Naming, choices: Mapping[str, Choice]) -> Text:
    """Say what a number was counted in."""
    if isinstance(key, tuple):
        name, year = key
        whose = naming.applicant(name, choices)
        return Text(f"{whose.zh} {year} 年", f"{whose.en} in {year}")
    return Text(f"{key} 年", str(key)) if isinstance(key, int) else Text(key, key)


def _districts(quota: DistrictQuota, groups: Groups, own: Sequence[Payout]) -> Iterator[Breach]:
    counts = Counter[str]()
    for payout in own:
        counts[payout.district] += payout.units
    listed: set[str] = set()
    for name, cap in quota.districts.items():
        members = groups.get(name, frozenset({name}))
        listed |= members
        paid = sum(counts[d] for d in members)
        if paid > cap:
            yield Breach(name, PAID.at_most(paid, cap))
    for district, paid in counts.items():
        if district not in listed and paid:
            yield Breach(district, PAID.at_most(paid, 0))
