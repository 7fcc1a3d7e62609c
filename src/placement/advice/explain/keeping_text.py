"""How a tier that a review takes is kept, in words; and how ways are told that other chapters share."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from placement.advice.ceiling import ceiling_texts
from placement.advice.explain.adopting import adoption_text
from placement.advice.explain.keeping import Keeping
from placement.advice.explain.tier_ways import TierWay
from placement.advice.explain.wording import UNFOUND, way_chapter
from placement.advice.telling import Chapter, joined
from placement.errors import Text

NOT_AGAIN = Text("规划期内也不能重新评上", "nor can it be had again within the horizon")
AGAIN_UNFOUND = Text(
    "规划期内能否重新评上，时限内没有答案",
    "whether it can be had again within the horizon was not found out in time",
)
STOPPED_BY_QUOTAS = Text(
    "没有：名额或资金池不够，不只是资金渠道的额度",
    "none: stopped by quotas or pools, not by the caps of budget lines alone",
)


def keeping_chapters(keeping: Keeping, ways: tuple[TierWay, ...]) -> Iterator[Chapter]:
    """Tell whether the tier a review takes can be kept, and else when it can be had again."""
    kept, again = keeping.kept, keeping.again
    title = Text(
        f"{keeping.year} 年复评，怎样保住{kept.tier}",
        f"What keeping {kept.tier} at the review of {keeping.year} would take",
    )
    adopt = [] if keeping.adoption is None else [adoption_text(keeping.adoption)]
    if kept.cheapest.is_possible:
        chapter = way_chapter(title, kept.cheapest)
        higher = [
            w.tier for w in ways if works_of(w) == works_of(kept) and w.tier_id != kept.tier_id
        ]
        also = Text(
            f"同样的做法也够{'、'.join(higher)}", f"the same works earn {', '.join(higher)}"
        )
        more = [*([also] if higher else []), *adopt]
        yield replace(chapter, sentences=(*chapter.sentences, *more))
        yield from nearest_chapters(kept)
        return
    if not kept.cheapest.proven:
        yield Chapter(title, (UNFOUND,))
        return
    cannot = Text(
        "其他做法不变时保不住，与资金无关",
        "while the rest of the plan stays it cannot be kept, with any money",
    )
    reasons = ceiling_texts([] if kept.most is None else kept.most.short, kept.late, keeping.year)
    told = [joined([cannot, *reasons])]
    if again is None or not again.cheapest.is_possible:
        is_shown = again is None or again.cheapest.proven
        told.append(NOT_AGAIN if is_shown else AGAIN_UNFOUND)
        yield Chapter(title, tuple(told))
        return
    same_works = next((way for way in ways if works_of(way) == works_of(again)), None)
    head = Text(f"最早 {again.by} 年可以重新评上", f"it can be had again from {again.by} on")
    if same_works is None:
        yield Chapter(title, tuple(told))
        chapter = way_chapter(head, again.cheapest)
        yield replace(chapter, sentences=(*chapter.sentences, *adopt))
        yield from nearest_chapters(again)
        return
    below = Text(
        f"{head.zh}，做法见下面“怎样才能达到{same_works.tier}”",
        f"{head.en}; see what {same_works.tier} would take, below",
    )
    yield Chapter(title, (*told, below, *adopt))


def works_of(way: TierWay) -> tuple[object, ...]:
    """Return what ways have to have in common to be told once: equal works; a way that is none stands alone."""
    cheapest = replace(way.cheapest, extra_award_fen=0, year=0)
    is_one = cheapest.is_possible and way.nearest is None
    return (cheapest, "" if is_one else way.tier_id)


def nearest_chapters(way: TierWay) -> Iterator[Chapter]:
    """Tell the way that exceeds the caps least, where it is another."""
    if way.nearest is not None:
        title = Text(
            "不超出名额和资金池、突破额度最少的办法",
            "The way that keeps quotas and pools and exceeds the caps least",
        )
        yield way_chapter(title, way.nearest, STOPPED_BY_QUOTAS)
