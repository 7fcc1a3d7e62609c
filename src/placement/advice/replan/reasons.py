"""Why a project is done otherwise: only what can be shown to be a cause; a new fact near by is none."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

import pandas as pd

from placement.advice.replan.news import News
from placement.audit.registers import records
from placement.errors import Text
from placement.plan import Choice

REPLANNED = Text("重新优化后的安排", "as planned anew")
UNKNOWN_NEWS = Text(
    "数据文件已在原处改动，不能说明原因", "files were changed in place: no cause can be named"
)

ADDED = (
    Text("同一点位，原为", "at the same site, before:"),
    Text("代替同一圈、同类业态的", "in place of the same kind in the same circle:"),
)
DROPPED = (
    Text("同一点位改作", "at the same site, now:"),
    Text("改由同一圈、同类业态的", "instead the same kind in the same circle:"),
)
"""What stands before a project at the same site, and before one of the same kind for the same circle."""

Line = tuple[str, int]
"""Budget line and year."""


@dataclass(frozen=True)
class Side:
    """One of the two plans: its projects from the year on, what they cost and what is left.

    Attributes
    ----------
    projects
        Option → its row of the table of projects.
    paid
        Option → budget line and year → yuan committed.
    programmes
        Option → names of its programmes.
    formats
        Option → what is done there.
    """

    projects: Mapping[str, Mapping[str, object]]
    paid: Mapping[str, Mapping[Line, Decimal]]
    programmes: Mapping[str, frozenset[str]]
    formats: Mapping[str, str]

    @staticmethod
    def of(
        projects: Iterable[Choice],
        tables: Mapping[str, pd.DataFrame],
        names: Mapping[str, str],
        named: Callable[[Choice], str],
    ) -> Side:
        """Read one side from its projects and the tables of its plan.

        Parameters
        ----------
        names
            Of programmes.
        named
            Says what a project does.
        """
        choices = list(projects)
        mine = {choice.option_id for choice in choices}
        paid: dict[str, dict[Line, Decimal]] = defaultdict(dict)
        for row in records(tables["payments"]):
            option = str(row["option_id"] or "")
            if option in mine and row["kind"] in {"payment", "not_due"}:
                line = str(row["budget_id"]), int(row["year_committed"])
                paid[option][line] = paid[option].get(line, Decimal(0)) + Decimal(str(row["yuan"]))
        return Side(
            {str(r["option_id"]): r for r in records(tables["projects"])},
            paid,
            {c.option_id: frozenset(names.get(p, p) for p in c.programmes) for c in choices},
            {c.option_id: named(c) for c in choices},
        )

    def circles(self, option: str) -> tuple[str, ...]:
        """Return the circles a project serves."""
        return _listed(self.projects.get(option), "circles_served")

    def kinds(self, option: str) -> tuple[str, ...]:
        """Return the kinds a project opens."""
        return _listed(self.projects.get(option), "kinds")


@dataclass(frozen=True)
class Evidence:
    """What reasons are looked up in.

    Attributes
    ----------
    left
        Budget line and year → yuan left by the old plan.
    budgets
        Names of budget lines.
    dropped, added
        Options that only one of the plans carries out.
    freed
        Budget line and year → yuan of projects that are dropped or moved to another year.
    kinds
        Names of kinds, as the news call them.
    """

    news: News
    old: Side
    new: Side
    left: Mapping[Line, Decimal]
    budgets: Mapping[str, str]
    dropped: Sequence[str]
    added: Sequence[str]
    freed: Mapping[Line, Decimal]
    kinds: Mapping[str, str]

    def why_added(self, option: str) -> Text:
        """Say why only the new plan carries a project out: what it stands in for, and money there was not before."""
        return self._told(
            [
                *self._other(ADDED, option, self.new, self.dropped, self.old),
                *self._makes_up(option),
                *self._rules(self.new, option),
                *self._money_found(option),
            ]
        )

    def why_moved(self, before: str, after: str, *, sooner: bool) -> Text:
        """Say why a project is carried out in another year, ``sooner`` or later."""
        changed = self.old.paid.get(before) != self.new.paid.get(after)
        return self._told(
            [
                *(self._makes_up(after) if sooner else ()),
                *self._no_room(before),
                *(self._rules(self.new, after) if changed else ()),
                *self._money_found(after),
            ]
        )

    def why_dropped(self, option: str) -> Text:
        """Say why a project is not carried out although its circles keep their tiers."""
        return self._told(
            [
                *self._other(DROPPED, option, self.old, self.added, self.new),
                *self._no_room(option),
                *self._rules(self.old, option),
            ]
        )

    def _told(self, causes: Sequence[Text]) -> Text:
        if not causes:
            return REPLANNED if self.news.is_known else UNKNOWN_NEWS
        return Text(
            "；".join(dict.fromkeys(cause.zh for cause in causes)),
            "; ".join(dict.fromkeys(cause.en for cause in causes)),
        )

    def _other(
        self, words: tuple[Text, Text], option: str, own: Side, others: Sequence[str], side: Side
    ) -> Iterator[Text]:
        """Name one project of the other plan at the same site, or of the same kind for the same circle."""
        at_site, in_circle = words
        mine = own.projects.get(option, {})
        kinds, circles = set(own.kinds(option)), set(own.circles(option))
        for other in others:
            theirs, what = side.projects.get(other, {}), side.formats.get(other, "")
            if theirs.get("site_id") == mine.get("site_id"):
                yield Text(f"{at_site.zh}{what}", f"{at_site.en} {what}")
                return
        for other in others:
            if kinds & set(side.kinds(other)) and circles & set(side.circles(other)):
                theirs, what = side.projects[other], side.formats.get(other, "")
                name = f"{theirs['site_id']} {what}"
                yield Text(f"{in_circle.zh} {name}", f"{in_circle.en} {name}")
                return

    def _makes_up(self, option: str) -> Iterator[Text]:
        """Name an outlet that closed in a circle the project serves and that offered what it opens."""
        opens = {self.kinds.get(kind, kind) for kind in self.new.kinds(option)}
        serves = set(self.new.circles(option))
        for outlet in self.news.closed:
            kinds, circles = opens & set(outlet.kinds), serves & set(outlet.circles)
            if kinds and circles:
                circle, kind = min(circles), min(kinds)
                name = f"{outlet.site_id} {outlet.name}"
                yield Text(
                    f"补上 {circle} 关停的{kind}（{name}）",
                    f"makes up for {kind} closed in {circle} ({name})",
                )
                return

    def _rules(self, side: Side, option: str) -> Iterator[Text]:
        """Name the programmes that pay for it and whose rules are not what they were."""
        for programme in sorted(side.programmes.get(option, frozenset()) & set(self.news.rules)):
            yield Text(f"“{programme}”的规则有变", f"rules of {programme} changed")

    def _cap_change(self, line: Line) -> Decimal:
        """Return by how much the cap of a budget line in a year is higher than before, yuan."""
        here = (self.budgets.get(line[0], line[0]), line[1])
        for cap in self.news.caps:
            if (cap.budget, cap.year) == here and cap.before is not None and cap.after is not None:
                return cap.after - cap.before
        return Decimal(0)

    def _no_room(self, option: str) -> Iterator[Text]:
        """Name a cap that was cut so far that what the old plan spends of it in that year does not fit."""
        for line in self.old.paid.get(option, {}):
            left, change = self.left.get(line), self._cap_change(line)
            if left is not None and change < 0 and left + change < 0:
                name = self.budgets.get(line[0], line[0])
                yield Text(
                    f"{line[1]} 年“{name}”额度减少，容不下原方案",
                    f"{name} of {line[1]} was cut and does not hold the old plan",
                )

    def _money_found(self, option: str) -> Iterator[Text]:
        """Name the money it takes where the old plan had too little left: a higher cap, or other projects given up."""
        for line, yuan in self.new.paid.get(option, {}).items():
            left, name = self.left.get(line), self.budgets.get(line[0], line[0])
            if left is None or left >= yuan:
                continue
            if self._cap_change(line) > 0:
                yield Text(
                    f"{line[1]} 年“{name}”额度增加才付得起", f"a higher cap of {name} in {line[1]}"
                )
            elif line in self.freed:
                yield Text(
                    f"用取消或改年份的项目腾出的 {line[1]} 年“{name}”",
                    f"with money of {name} in {line[1]} that projects dropped or moved set free",
                )


def _listed(row: Mapping[str, object] | None, column: str) -> tuple[str, ...]:
    found = None if row is None else row[column]
    return tuple(map(str, found)) if isinstance(found, (tuple, list)) else ()
