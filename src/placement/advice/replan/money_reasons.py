"""What money has to do with a change: who takes more or less of a budget line and year, and caps cut or raised."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from placement.advice.replan.cuts import Cut, years_text
from placement.advice.replan.news import NewCap, News
from placement.advice.replan.news_text import wan_of_yuan
from placement.advice.replan.sides import Line, Side
from placement.advice.telling import first_few
from placement.errors import Text

MOST_NAMED = 3
NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class Payee:
    """A project, or a circle with its awards, and what it is paid in both plans.

    Attributes
    ----------
    old, new
        The project's option in each plan; ``""`` where it has none, and for awards.
    before, after
        Yuan committed to it by budget line and year, in the old plan and the new.
    circle
        Whose awards it is, ``""`` for a project.
    """

    name: Text
    old: str
    new: str
    before: Mapping[Line, Decimal]
    after: Mapping[Line, Decimal]
    circle: str = ""

    def more(self, line: Line) -> Decimal:
        """Return how many yuan more the new plan commits to it; negative for less."""
        return self.after.get(line, NOTHING) - self.before.get(line, NOTHING)


@dataclass(frozen=True)
class Purse:
    """The money of both plans.

    Attributes
    ----------
    budgets
        Names of budget lines.
    payees
        All that is paid for in either plan.
    impossible
        Options of the old plan that cannot be carried out any more, whatever the money.
    """

    news: News
    old: Side
    new: Side
    budgets: Mapping[str, str]
    payees: Sequence[Payee]
    impossible: Collection[str]

    def cut_short(self, option: str) -> Iterator[Cut]:
        """Yield the lines that paid for the old plan's project and were cut too short for the old plan."""
        paid = self.old.paid.get(option, {})
        yield from dict.fromkeys(self.cuts[line] for line in paid if line in self.cuts)

    def cut_short_for(self, circle: str, options: Collection[str]) -> Iterator[Text]:
        """Name the lines cut too short for the old plan of which a circle and its projects there are paid less now."""
        for cut in dict.fromkeys(self.cuts.values()):
            lines = [line for line, known in self.cuts.items() if known == cut]
            freed = sum(
                max(NOTHING, -sum(map(payee.more, lines)))
                for payee in self.payees
                if payee.old in options or payee.circle == circle
            )
            if freed:
                less = wan_of_yuan(Decimal(freed))
                yield Text(
                    f"{cut.text.zh}；现方案为该圈少用 {less.zh}",
                    f"{cut.text.en}; the new plan takes {less.en} less for this circle",
                )

    def no_room(self, option: str) -> Iterator[Text]:
        """Name money of the old plan's project that is not left for it: the cap was cut, or others take more."""
        others = [payee for payee in self.payees if payee.old != option]
        for line, yuan in self.old.paid.get(option, {}).items():
            now, name = self.new.left.get(line), self._name(line)
            if now is not None and now >= yuan:
                continue
            if line in self.cuts:
                yield self.cuts[line].text
            elif now is not None and (takers := self._takers(others, line)):
                rest, asked = wan_of_yuan(now), wan_of_yuan(yuan)
                told = first_few(takers, MOST_NAMED, "项")
                yield Text(
                    f"{line[1]} 年“{name}”现余 {rest.zh}，不够它原用的 {asked.zh}：{told.zh}",
                    f"{rest.en} of {name} are left in {line[1]}, less than the {asked.en} it took: {told.en}",
                )

    def no_room_for(self, circle: str, options: Collection[str]) -> Iterator[Text]:
        """Name money of which a circle and its projects of the old plan take less and that is not left: others take it."""
        own: list[Payee] = []
        others: list[Payee] = []
        for payee in self.payees:
            (own if payee.old in options or payee.circle == circle else others).append(payee)
        for line in dict.fromkeys(line for payee in own for line in payee.before):
            less = -sum((payee.more(line) for payee in own), NOTHING)
            now, name = self.new.left.get(line), self._name(line)
            if line in self.cuts or now is None or now >= less:
                continue
            if takers := self._takers(others, line):
                rest, given_up = wan_of_yuan(now), wan_of_yuan(less)
                told = first_few(takers, MOST_NAMED, "项")
                yield Text(
                    f"{line[1]} 年“{name}”现余 {rest.zh}，不够补回该圈比原方案少用的 {given_up.zh}：{told.zh}",
                    f"{rest.en} of {name} are left in {line[1]}, less than the {given_up.en} by which the old plan had more for"
                    f" this circle: {told.en}",
                )

    def found(self, options: Collection[str]) -> Iterator[Text]:
        """Name where money comes from that projects of the new plan take and that the old plan had not left.

        Nothing is said of a line and year where what others take less and a higher cap do not add up to it: then it
        comes from other years or lines.
        """
        for line, yuan in self._asked(options).items():
            left, name = self._left_of_old(line), self._name(line)
            if left is None or left >= yuan:
                continue
            others = (p for p in self.payees if p.new not in options and p.more(line) < 0)
            givers = sorted(others, key=lambda p: p.more(line))
            raised = self._raised(line)
            if left + raised - sum(p.more(line) for p in givers) >= yuan:
                rest, asked = self._left_text(line, left), wan_of_yuan(yuan)
                told = first_few(
                    [*_raised_text(raised), *(_less(p, line) for p in givers)], MOST_NAMED, "项"
                )
                yield Text(
                    f"占用 {line[1]} 年“{name}”{asked.zh}，{rest.zh}：{told.zh}",
                    f"takes {asked.en} of {name} in {line[1]}, {rest.en}: {told.en}",
                )

    def takers(self) -> list[str]:
        """Return the options of the new plan to which it commits more in some year than the old one."""
        return [p.new for p in self.payees if p.new and any(p.more(x) > 0 for x in p.after)]

    @cached_property
    def cuts(self) -> Mapping[Line, Cut]:
        """The cuts that leave too little for what of the old plan could still be carried out, by line and year.

        Of a line that carries over, what is taken in a year is missing in those that follow: each year has the cut, up
        to it or to a later year, that holds least.
        """
        found: dict[Line, Cut] = {}
        for (budget, _), cap in self._caps.items():
            if (cut := self._cut(cap)) is None:
                continue
            for year in cap.years:
                known = found.get((budget, year))
                if known is None or cut.over > known.over:
                    found[budget, year] = cut
        return found

    def _cut(self, cap: NewCap) -> Cut | None:
        """Return the cut of a cap that does not hold the old plan any more, ``None`` where it does."""
        lines = [(cap.budget_id, year) for year in cap.years]
        gone = [p for p in self.payees if p.old in self.impossible]
        free = sum((p.before.get(line, NOTHING) for p in gone for line in lines), NOTHING)
        left = self.old.left.get(lines[-1])
        over = NOTHING if left is None else -(left + free + cap.change)
        if over <= 0 or cap.change >= 0:
            return None
        committed = sum((self.old.committed.get(line, NOTHING) for line in lines), NOTHING)
        return Cut(cap, committed, free, over)

    def _left_of_old(self, line: Line) -> Decimal | None:
        """Return what the old plan leaves of a line and year, less than nothing where a cut does not hold it."""
        left = self.old.left.get(line)
        return None if left is None else left - self._lost(line)

    def _left_text(self, line: Line, left: Decimal) -> Text:
        """Say what the old plan leaves of a line and year, of the cap as it is now where it was cut."""
        rest, cap = wan_of_yuan(abs(left)), self._caps.get(line)
        told = Text(f"原方案只余 {rest.zh}", f"of which the old plan left {rest.en}")
        if left < 0:
            told = Text(f"原方案超出 {rest.zh}", f"which the old plan exceeds by {rest.en}")
        if cap is not None and cap.change < 0 and not cap.is_of_years:
            now = wan_of_yuan(cap.after or NOTHING)
            return Text(f"额度减为 {now.zh}后，{told.zh}", f"now {now.en}, {told.en}")
        cut = self._lost_text(line)
        return told if cut is None else Text(f"{cut.zh}后，{told.zh}", f"{told.en} after {cut.en}")

    def _takers(self, payees: Iterable[Payee], line: Line) -> list[Text]:
        """Say which payees take more of a line and year than before, and how much it was cut; nothing where none does."""
        takers = sorted((p for p in payees if p.more(line) > 0), key=lambda p: -p.more(line))
        cut = self._lost_text(line) if takers else None
        return [*([] if cut is None else [cut]), *(_more(p, line) for p in takers)]

    def _asked(self, options: Collection[str]) -> dict[Line, Decimal]:
        """Sum what projects take of each budget line and year beyond what the old plan gave them."""
        found: dict[Line, Decimal] = {}
        for payee in self.payees:
            for line in payee.after if payee.new in options else ():
                found[line] = found.get(line, NOTHING) + payee.more(line)
        return found

    def _name(self, line: Line) -> str:
        return self.budgets.get(line[0], line[0])

    @cached_property
    def _caps(self) -> Mapping[Line, NewCap]:
        """The caps that changed and that there were before and are now; of lines that carry over those added up."""
        caps = (*self._own_caps.values(), *self.news.carried)
        return {(cap.budget_id, cap.year): cap for cap in caps}

    @cached_property
    def _own_caps(self) -> Mapping[Line, NewCap]:
        """Those of each year alone."""
        return {
            (cap.budget_id, cap.year): cap
            for cap in self.news.caps
            if None not in {cap.before, cap.after}
        }

    def _raised(self, line: Line) -> Decimal:
        """Return by how much the cap of the very year is higher than before, yuan."""
        cap = self._own_caps.get(line)
        return NOTHING if cap is None else max(NOTHING, cap.change)

    def _lost(self, line: Line) -> Decimal:
        """Return how much less there is in a year for caps that were cut, its own raise apart; yuan."""
        cap = self._caps.get(line)
        return NOTHING if cap is None else max(NOTHING, self._raised(line) - cap.change)

    def _lost_text(self, line: Line) -> Text | None:
        """Say how much less there is in a year for caps that were cut, and of which years; ``None`` where there is not."""
        lost = self._lost(line)
        if not lost:
            return None
        less, years = wan_of_yuan(lost), self._caps[line].years
        if self._raised(line):
            years = years[:-1]
        when, in_all = years_text(years), "合计" if len(years) > 1 else ""
        return Text(f"{when.zh} 年额度{in_all}减少 {less.zh}", f"a cut of {less.en} in {when.en}")


def _more(payee: Payee, line: Line) -> Text:
    amount = wan_of_yuan(payee.more(line))
    return Text(f"{payee.name.zh} 多用 {amount.zh}", f"{payee.name.en} takes {amount.en} more")


def _less(payee: Payee, line: Line) -> Text:
    amount = wan_of_yuan(-payee.more(line))
    return Text(f"{payee.name.zh} 少用 {amount.zh}", f"{payee.name.en} takes {amount.en} less")


def _raised_text(change: Decimal) -> Iterator[Text]:
    """Say by how many yuan a cap was raised; nothing where it was not."""
    if change:
        amount = wan_of_yuan(change)
        yield Text(f"额度增加 {amount.zh}", f"the cap rose by {amount.en}")
