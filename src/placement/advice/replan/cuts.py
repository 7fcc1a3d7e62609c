"""Caps that were cut so far that they do not hold the old plan any more."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from placement.advice.replan.news import NewCap
from placement.advice.replan.news_text import wan_of_yuan
from placement.errors import Text


@dataclass(frozen=True, slots=True)
class Cut:
    """A cap that does not hold the old plan any more; amounts in yuan.

    Attributes
    ----------
    cap
        Before and now.
    committed
        What the old plan committed of the line in that year, or in all years added up.
    impossible
        How much of it was for what cannot be carried out any more, whatever the money.
    over
        By how much the rest is more than there is now, with what is carried and moved there.
    """

    cap: NewCap
    committed: Decimal
    impossible: Decimal
    over: Decimal

    @property
    def text(self) -> Text:
        """Say what was cut and what does not fit."""
        name, when = self.cap.budget, years_text(self.cap.years)
        before, now = (wan_of_yuan(cap or Decimal(0)) for cap in (self.cap.before, self.cap.after))
        committed, over = wan_of_yuan(self.committed), wan_of_yuan(self.over)
        beside, in_all = self._beside(), "合计" if self.cap.is_of_years else ""
        return Text(
            f"{when.zh} 年“{name}”额度{in_all}由 {before.zh}减为 {now.zh}，原方案{in_all}承诺 {committed.zh}{beside.zh}，放不下 {over.zh}",
            f"{name} of {when.en} was cut from {before.en} to {now.en}; the old plan committed {committed.en}{beside.en}: {over.en} too much",
        )

    @property
    def in_short(self) -> Text:
        """Say when it does not fit, where the sums are told elsewhere."""
        when = years_text(self.cap.years)
        return Text(
            f"{when.zh} 年额度减少，放不下原方案",
            f"the cap of {when.en} was cut and does not hold the old plan",
        )

    def _beside(self) -> Text:
        """Name what else the sum is made of, where it is more than caps and commitments."""
        found = []
        if self.impossible:
            gone = wan_of_yuan(self.impossible)
            found.append(
                Text(f"已做不成的 {gone.zh}不计", f"not counting {gone.en} for what is lost")
            )
        room = self.committed - self.impossible - self.over
        if room != self.cap.after:
            there = wan_of_yuan(room)
            found.append(
                Text(
                    f"连同结转、调剂现有 {there.zh}",
                    f"{there.en} are there with what is carried and moved",
                )
            )
        if not found:
            return Text("", "")
        zh, en = ("，".join(t.zh for t in found), ", ".join(t.en for t in found))
        return Text(f"（{zh}）", f" ({en})")


def years_text(years: range) -> Text:
    """Return a year, or the first and the last of several."""
    first, last = years[0], years[-1]
    if first == last:
        return Text(str(first), str(first))
    return Text(f"{first}—{last}", f"{first} to {last}")
