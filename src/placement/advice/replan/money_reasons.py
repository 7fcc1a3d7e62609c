"""What money has to do with a change: caps that were cut or raised, money that others use now or have set free."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from placement.advice.replan.news import News
from placement.advice.replan.news_text import wan_of_yuan
from placement.advice.replan.sides import Line, Side
from placement.errors import Text, listed

MOST_NAMED = 3


@dataclass(frozen=True)
class Purse:
    """The money of both plans.

    Attributes
    ----------
    budgets
        Names of budget lines.
    given_up, taken_up
        Options of the old plan that are dropped or done in another year, and of the new one that are added or
        done in another year.
    """

    news: News
    old: Side
    new: Side
    budgets: Mapping[str, str]
    given_up: Sequence[str]
    taken_up: Sequence[str]

    def no_room(self, option: str) -> Iterator[Text]:
        """Name money of the old plan's project that is not left for it: the cap was cut, or others use it."""
        for line, yuan in self.old.paid.get(option, {}).items():
            before, now, name = self.old.left.get(line), self.new.left.get(line), self._name(line)
            change = self._cap_change(line)
            if before is not None and change < 0 and before + change < 0:
                yield Text(
                    f"{line[1]} 年“{name}”额度减少，容不下原方案",
                    f"{name} of {line[1]} was cut and does not hold the old plan",
                )
            elif now is not None and now < yuan and (users := self._users(option, line)):
                rest, asked = wan_of_yuan(now), wan_of_yuan(yuan)
                yield Text(
                    f"它原用的 {line[1]} 年“{name}”{asked.zh}改由{users.zh}使用，现余 {rest.zh}",
                    f"its {asked.en} of {name} in {line[1]} now go to {users.en}; {rest.en} are left",
                )

    def found(self, options: Sequence[str]) -> Iterator[Text]:
        """Name the money that projects of the new plan take where the old plan had too little left for them."""
        for line, yuan in self._asked(options).items():
            left, name = self.old.left.get(line), self._name(line)
            if left is None or left >= yuan:
                continue
            if self._cap_change(line) > 0:
                yield Text(
                    f"{line[1]} 年“{name}”额度增加才付得起", f"a higher cap of {name} in {line[1]}"
                )
            elif givers := self._givers(options, line):
                rest, asked = wan_of_yuan(left), wan_of_yuan(yuan)
                yield Text(
                    f"占用 {line[1]} 年“{name}”{asked.zh}，原方案只余 {rest.zh}，由{givers.zh}腾出",
                    f"takes {asked.en} of {name} in {line[1]}, of which the old plan left {rest.en}; "
                    f"set free by {givers.en}",
                )

    def _users(self, option: str, line: Line) -> Text | None:
        """Name who pays with the money of a line and year now and did not before."""
        users = [o for o in self.taken_up if line in self.new.paid.get(o, {}) and o != option]
        return _named(self.new, users)

    def _asked(self, options: Sequence[str]) -> dict[Line, Decimal]:
        """Sum what projects take of each budget line and year."""
        found: dict[Line, Decimal] = {}
        for option in options:
            for line, yuan in self.new.paid.get(option, {}).items():
                found[line] = found.get(line, Decimal(0)) + yuan
        return found

    def _givers(self, options: Sequence[str], line: Line) -> Text | None:
        """Name who paid with the money of a line and year and does not any more."""
        givers = [o for o in self.given_up if line in self.old.paid.get(o, {}) and o not in options]
        return _named(self.old, givers)

    def _name(self, line: Line) -> str:
        return self.budgets.get(line[0], line[0])

    def _cap_change(self, line: Line) -> Decimal:
        """Return by how much the cap of a budget line in a year is higher than before, yuan."""
        here = self._name(line), line[1]
        for cap in self.news.caps:
            if (cap.budget, cap.year) == here and cap.before is not None and cap.after is not None:
                return cap.after - cap.before
        return Decimal(0)


def _named(side: Side, options: Sequence[str]) -> Text | None:
    if not options:
        return None
    names, more = listed(side.name(o) for o in options[:MOST_NAMED]), len(options) - MOST_NAMED
    if more <= 0:
        return Text(f" {names.zh} ", names.en)
    return Text(f" {names.zh} 等 {len(options)} 项", f"{names.en} and {more} more")
