"""Why a project is done otherwise: only what can be shown to be a cause; a new fact near by is none."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from placement.advice.replan.exchange import Exchange, Fate, Need, Part
from placement.advice.replan.money_reasons import Purse
from placement.advice.replan.news import News
from placement.advice.replan.sides import Side
from placement.advice.telling import first_few
from placement.errors import Text, listed

REPLANNED = Text(
    "查不到单独的原因，随整个方案重新优化",
    "no cause of its own is found: planned anew with the rest",
)
UNKNOWN_NEWS = Text(
    "数据文件已在原处改动，不能说明原因", "files were changed in place: no cause can be named"
)
FATES: Mapping[Fate, Text] = {
    "closed": Text("关停的", "closed"),
    "lost": Text("失去的", "lost"),
    "dropped": Text("取消的", "dropped"),
    "later": Text("推迟的", "put off"),
    "opened": Text("新开的", "newly opened"),
    "added": Text("新增的", "added"),
    "sooner": Text("提前的", "brought forward"),
}
MOST_NAMED = 3

Stands = tuple[tuple[Part, ...], bool]
"""What stands in for a project, and whether it is one thing of the same kind."""


@dataclass(frozen=True)
class Evidence:
    """What reasons are looked up in.

    Attributes
    ----------
    dropped, added
        Options that only one of the plans carries out.
    tiers
        Names of tiers in their order.
    targets
        Names of targets.
    circles
        Circles as they are called, with their ids.
    gained, given
        What the new plan's projects are needed for and what of the old plan they stand in for; and the other way
        round. ``None`` where the two plans cannot be held against each other.
    """

    news: News
    old: Side
    new: Side
    purse: Purse
    dropped: Sequence[str]
    added: Sequence[str]
    tiers: Sequence[str]
    targets: Mapping[str, str]
    circles: Mapping[str, str]
    gained: Exchange | None
    given: Exchange | None

    def why_added(self, option: str, year: int) -> Text:
        """Say why only the new plan carries a project out: what it stands in for, and money there was not before."""
        return self.told(
            [
                *_same_site("同一点位，原为", "at the same site, before:", self.new, option, self.old, self.dropped),
                *self._serves(option, self._years_from(self.gained, year)),
                *self._rules(self.new, option),
                *self.purse.found([option]),
            ]
        )  # fmt: skip

    def why_moved(self, before: str, after: str, years: tuple[int, int]) -> Text:
        """Say why a project is carried out in another year than before; ``years`` are the old one and the new."""
        was, becomes = years
        changed = self.old.paid_in_all(before) != self.new.paid_in_all(after)
        needed = (
            self._serves(after, range(becomes, was))
            if becomes < was
            else self._served(before, range(was, becomes))
        )
        return self.told(
            [
                *needed,
                *self.purse.no_room(before),
                *(self._rules(self.new, after) if changed else ()),
                *self.purse.found([after]),
            ]
        )

    def why_dropped(self, option: str, year: int) -> Text:
        """Say why a project is not carried out although its circles keep their tiers."""
        return self.told(
            [
                *_same_site("同一点位改作", "at the same site, now:", self.old, option, self.new, self.added),
                *self._served(option, self._years_from(self.given, year)),
                *self.purse.no_room(option),
                *self._rules(self.old, option),
            ]
        )  # fmt: skip

    def cut_short(self, option: str) -> Text | None:
        """Name the lines that paid for a dropped project and do not hold the old plan any more, if there are any."""
        causes = [cut.in_short for cut in self.purse.cut_short(option)]
        return self.told(causes) if causes else None

    def served_later(self, option: str, year: int) -> bool:
        """Tell whether a dropped project was needed for a tier that the new plan does not have in that year."""
        if self.given is None:
            return False
        needs = self.given.needs(option, self._years_from(self.given, year))
        return any(not self.given.is_met(need) for need in needs)

    @staticmethod
    def _years_from(exchange: Exchange | None, year: int) -> range:
        return range(year, exchange.last_year + 1) if exchange else range(0)

    def told(self, causes: Sequence[Text]) -> Text:
        """Join causes, or say that none is found."""
        if not causes:
            return REPLANNED if self.news.is_known else UNKNOWN_NEWS
        return Text(
            "；".join(dict.fromkeys(cause.zh for cause in causes)),
            "; ".join(dict.fromkeys(cause.en for cause in causes)),
        )

    def _serves(self, option: str, years: range) -> Iterator[Text]:
        """Say what a project of the new plan is needed for: a new certification, or in place of something."""
        if self.gained is None:
            return
        needs = list(self.gained.needs(option, years))
        for need in needs:
            if not self.gained.is_met(need):
                yield Text(
                    f"{self._reached(need).zh}（原方案那年没有），需要它",
                    f"needed so that {self._reached(need).en}, which the old plan had not",
                )
        yield from self._stands(
            self.gained, option, needs, self.new.kinds(option), Text("代替", "in place of")
        )

    def _served(self, option: str, years: range) -> Iterator[Text]:
        """Say what became of that for which a project of the old plan was needed."""
        if self.given is None:
            return
        needs = list(self.given.needs(option, years))
        for need in needs:
            if not self.given.is_met(need):
                tier, circle = self.tiers[need.tier], self.circle(need.circle)
                yield Text(
                    f"{circle} {need.year} 年不再达到{tier}",
                    f"{circle} is not {tier} in {need.year} any more",
                )
        yield from self._stands(
            self.given, option, needs, self.old.kinds(option), Text("改由", "now by")
        )

    def _stands(
        self,
        exchange: Exchange,
        option: str,
        needs: Iterable[Need],
        kinds: frozenset[str],
        words: Text,
    ) -> Iterator[Text]:
        """Name what of the other plan stands in for a project where the other plan reaches the tier as well."""
        found: dict[tuple[Part, ...], list[Need]] = {}
        for need in needs:
            parts = exchange.stand_ins(option, kinds, need) if exchange.is_met(need) else ()
            if parts:
                found.setdefault(parts, []).append(need)
        for parts, served in found.items():
            names = parts_text(parts)
            if len(parts) == 1 and kinds & parts[0].kinds:
                circles = listed(self.circle(need.circle) for need in served)
                yield Text(
                    f"{words.zh}{names.zh}（同一业态，同在 {circles.zh}）",
                    f"{words.en} {names.en} (the same kind, in {circles.en})",
                )
            else:
                reached = listed(self._reached(need) for need in served)
                yield Text(
                    f"{words.zh}{names.zh}，使 {reached.zh}", f"{words.en} {names.en}: {reached.en}"
                )

    def _reached(self, need: Need) -> Text:
        tier, circle = self.tiers[need.tier], self.circle(need.circle)
        return Text(f"{circle} {need.year} 年达到{tier}", f"{circle} is {tier} in {need.year}")

    def circle(self, circle_id: str) -> str:
        """Return what a circle is called."""
        return self.circles.get(circle_id, circle_id)

    def _rules(self, side: Side, option: str) -> Iterator[Text]:
        """Name the programmes that pay for it and whose rules are not what they were."""
        for programme in sorted(side.programmes.get(option, frozenset()) & set(self.news.rules)):
            yield Text(f"“{programme}”的规则有变", f"rules of {programme} changed")


def _same_site(
    zh: str, en: str, own: Side, option: str, side: Side, others: Sequence[str]
) -> Iterator[Text]:
    """Name what the other plan does at the same site."""
    site = own.projects.get(option, {}).get("site_id")
    for other in others:
        if side.projects.get(other, {}).get("site_id") == site:
            what = side.formats.get(other, "")
            yield Text(f"{zh}{what}", f"{en} {what}")
            return


def parts_text(parts: Sequence[Part]) -> Text:
    """Name parts, each with what became of it."""
    fates = [FATES[part.fate] for part in parts]
    names = [
        Text(f"{fate.zh} {part.name}", f"{part.name} ({fate.en})")
        for fate, part in zip(fates, parts, strict=True)
    ]
    return first_few(names, MOST_NAMED, "项")
