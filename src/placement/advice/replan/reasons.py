"""Which new facts touch a project that is done otherwise; nothing is said that was not looked up."""

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

MOST_CIRCLES = 2
UNTOUCHED = Text(
    "没有新情况直接涉及；是重新优化的结果", "touched by no new fact; it follows from planning anew"
)
UNKNOWN_NEWS = Text(
    "数据文件已在原处改动，不能说明涉及哪条新情况",
    "files were changed in place, so that no new fact can be named",
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
    """

    news: News
    old: Side
    new: Side
    left: Mapping[Line, Decimal]
    budgets: Mapping[str, str]
    dropped: Sequence[str]
    added: Sequence[str]
    freed: Mapping[Line, Decimal]

    def why_added(self, option: str) -> Text:
        """Say which facts touch a project that only the new plan carries out."""
        return self._told(
            [
                *self._other(ADDED, option, self.new, self.dropped, self.old),
                *self._touched(self.new, option),
                *self._freed(option),
            ]
        )

    def why_moved(self, before: str, after: str) -> Text:
        """Say which facts touch a project that is carried out in another year."""
        facts = [
            *self._touched(self.old, before),
            *self._touched(self.new, after),
            *self._freed(after),
        ]
        return self._told(facts)

    def why_dropped(self, option: str) -> Text:
        """Say which facts touch a project that is not carried out although its circles keep their tiers."""
        other = self._other(DROPPED, option, self.old, self.added, self.new)
        return self._told([*other, *self._touched(self.old, option)])

    def _told(self, facts: Sequence[Text]) -> Text:
        if not facts:
            return UNTOUCHED if self.news.is_known else UNKNOWN_NEWS
        return Text(
            "；".join(dict.fromkeys(fact.zh for fact in facts)),
            "; ".join(dict.fromkeys(fact.en for fact in facts)),
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

    def _touched(self, side: Side, option: str) -> Iterator[Text]:
        """Name what closed in its circles, and the caps and rules it depends on that are not what they were."""
        lost = self.news.by_circle
        for circle in [c for c in side.circles(option) if c in lost][:MOST_CIRCLES]:
            n = len(lost[circle])
            yield Text(f"{circle} 关停或失去 {n} 处", f"{n} outlets or premises lost in {circle}")
        changed = {(cap.budget, cap.year) for cap in self.news.caps}
        for budget, year in side.paid.get(option, {}):
            name = self.budgets.get(budget, budget)
            if (name, year) in changed:
                yield Text(f"{year} 年“{name}”额度有变", f"cap of {name} in {year} changed")
        for programme in sorted(side.programmes.get(option, frozenset()) & set(self.news.rules)):
            yield Text(f"“{programme}”的规则有变", f"rules of {programme} changed")

    def _freed(self, option: str) -> Iterator[Text]:
        """Name the money it takes where the old plan had too little left and other projects set some free."""
        for line, yuan in self.new.paid.get(option, {}).items():
            left = self.left.get(line)
            if left is not None and left < yuan and line in self.freed:
                name = self.budgets.get(line[0], line[0])
                yield Text(
                    f"用取消或改年份的项目腾出的 {line[1]} 年“{name}”",
                    f"with money of {name} in {line[1]} that projects dropped or moved set free",
                )


def _listed(row: Mapping[str, object] | None, column: str) -> tuple[str, ...]:
    found = None if row is None else row[column]
    return tuple(map(str, found)) if isinstance(found, (tuple, list)) else ()
