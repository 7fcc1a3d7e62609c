"""The explanation of a site in words."""

from __future__ import annotations

from collections.abc import Iterator

from placement.advice.explain.site import Offer, SiteExplanation
from placement.advice.explain.wording import (
    HEADS,
    MOST_ROWS,
    WITH_ANY_MONEY,
    payment_chapter,
    way_chapter,
)
from placement.advice.telling import Chapter, called, joined, same
from placement.errors import Text, listed
from placement.money import wan, wan_number

WITHIN_CAPS = Text(
    "其他做法不变时，在现有额度和配额内补不全",
    "cannot be made up for within the caps and quotas while the rest of the plan stays",
)
BEYOND_LIMITS = Text(
    "其他做法不变时，放宽额度也补不全（配额和资金池没有放宽）",
    "not with higher caps either while the rest stays (quotas and pools were kept)",
)
IN_THE_WAY = Text(
    "其他点位都按原方案不动时不能再启用：违反间距、数量、配额或结转资金的规定",
    "not while all other sites stay as planned: spacing, oversupply, quotas or money that carries over",
)
UNCERTIFIED = Text("（未认定）", "(not certified)")


def site_chapters(found: SiteExplanation) -> Iterator[Chapter]:
    """Yield what is told of a site."""
    if found.chosen is None:
        yield from _unused(found)
        return
    yield Chapter(
        Text(
            f"做法：{found.year} 年 {found.chosen.format}", f"{found.chosen.format} in {found.year}"
        ),
        (_cost(found.chosen),),
        tuple(HEADS[name] for name in ("circle", "line", "units")),
        tuple(
            (
                joined(
                    [
                        same(called(s.circle_id, s.circle)),
                        *([] if s.is_certified else [UNCERTIFIED]),
                    ],
                    "",
                    " ",
                ),
                f"{s.line_id} {s.line}",
                f"+{s.units}",
            )
            for s in found.served
        ),
        (2,),
    )
    if found.payments:
        yield payment_chapter(found.payments)
    yield from _losses(found)
    if found.within is not None:
        yield way_chapter(
            Text("最省的替代办法", "The cheapest substitute"), found.within, WITHIN_CAPS
        )
    if found.beyond is not None:
        title = Text("超出额度最少的替代办法", "With more budget")
        yield way_chapter(
            title, found.beyond, BEYOND_LIMITS if found.is_limited else WITH_ANY_MONEY
        )


def _cost(offer: Offer) -> Text:
    investment, public = wan(offer.investment_fen), wan(offer.public_fen)
    return Text(
        f"投资 {investment.zh}，补助 {public.zh}", f"investment {investment.en}, aid {public.en}"
    )


def _losses(found: SiteExplanation) -> Iterator[Chapter]:
    title = Text("没有它会失去什么（其余不变）", "What would be lost without it")
    if not found.lost:
        line = Text(
            "不影响任何认定：没有它各生活圈仍达到同样的等级",
            "no certification: without it every circle still reaches the same tier",
        )
        yield Chapter(title, (line,))
        return
    heads = tuple(HEADS[name] for name in ("circle", "from", "tier", "left"))
    nothing = Text("无", "none")
    rows = tuple(
        (called(x.circle_id, x.circle), str(x.year), x.tier, x.tier_left or nothing)
        for x in found.lost
    )
    yield Chapter(title, (), heads, rows)
    if found.missed:
        yield Chapter(
            Text("因此完不成的任务", "Targets missed"),
            (),
            (HEADS["target"], HEADS["missing"]),
            tuple((m.name, f"{m.shortfall} (+{m.more})") for m in found.missed),
            (1,),
        )


def _unused(found: SiteExplanation) -> Iterator[Chapter]:
    title = Text("没有启用", "Not used")
    if found.is_locked_out:
        yield Chapter(
            title, (Text("情景锁定不得启用（locks.premises_out）", "locked out by the scenario"),)
        )
        return
    if not found.offers:
        line = Text(
            "没有可行的业态：面积、来源、准入、启用年份不合，或没有补助就收不回投资",
            "no format is possible: area, class, permitted kinds, year, or it would not pay back",
        )
        yield Chapter(title, (line,))
        return
    rows = tuple(
        (
            o.format,
            _years(o.years),
            wan_number(o.investment_fen),
            wan_number(o.public_fen),
            listed(o.programmes),
            str(len(o.circles)),
        )
        for o in found.offers[:MOST_ROWS]
    )
    heads = tuple(
        HEADS[n] for n in ("kinds", "years", "investment", "public", "programmes", "circles")
    )
    yield Chapter(Text("可以做什么", "What it could be"), (), heads, rows, (2, 3, 5))
    if found.forced is not None:
        yield way_chapter(
            Text("若一定启用（认定不变）", "If it had to be used, certifications as planned"),
            found.forced,
            IN_THE_WAY,
        )


def _years(years: tuple[int, ...]) -> Text:
    return listed(map(str, years))
