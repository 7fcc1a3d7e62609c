"""Why a site is used as it is, what would be lost without it, and what would do instead; or why it is not used."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from placement.advice.asked import SITE, id_of, sites_called
from placement.advice.explain.forcing import ask_to_use
from placement.advice.explain.payments import PaymentLine, payment_lines
from placement.advice.explain.ways import NO_WAY, Way, way_of
from placement.advice.moves import format_text
from placement.advice.opened import OpenRun
from placement.advice.whatif import (
    Answer,
    aid_of,
    ask_for_substitute,
    awards_of,
    has_quotas,
)
from placement.audit.registers import records
from placement.engine import NEVER, Decisions, Watch
from placement.plain import plain


@dataclass(frozen=True, slots=True)
class Served:
    """One line of one circle that an option adds to."""

    circle_id: str
    circle: str
    line_id: str
    line: str
    units: int
    is_certified: bool


@dataclass(frozen=True, slots=True)
class Offer:
    """What a site could be, money in fen."""

    option_id: str
    format: str
    investment_fen: int
    public_fen: int
    programmes: tuple[str, ...]
    years: tuple[int, ...]
    circles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Lost:
    """What a circle would no longer hold; ``tier_left`` is ``""`` where it is left with none."""

    circle_id: str
    circle: str
    year: int
    tier: str
    tier_left: str


@dataclass(frozen=True, slots=True)
class MissedTarget:
    """A target that would be missed by more circles than now."""

    target_id: str
    name: str
    shortfall: int
    more: int


@dataclass(frozen=True, slots=True)
class SiteExplanation:
    """All that is said of a site.

    Attributes
    ----------
    chosen
        What it is made, ``None`` where it is not used; ``year`` is 0 then.
    lost, missed
        Without it, everything else as planned.
    within, beyond
        The best repair within the caps; and where that is not a full one, the one that needs least extra budget.
        ``extra_aid_fen`` is against the plan with the site.
    forced
        Of a site not used: what using it would change at best.
    is_limited
        Whether more than budget lines limits the money: quotas, pools, batches.
    """

    site_id: str
    name: str
    chosen: Offer | None
    year: int
    served: tuple[Served, ...]
    payments: tuple[PaymentLine, ...]
    lost: tuple[Lost, ...]
    missed: tuple[MissedTarget, ...]
    within: Way | None
    beyond: Way | None
    offers: tuple[Offer, ...]
    is_locked_out: bool
    forced: Way | None
    is_limited: bool = False


def explain_site(run: OpenRun, asked: str, watch: Watch) -> SiteExplanation:
    """Explain premises, or a place in a circle such as ``C01@vending``, asked for by its id or name.

    Raises
    ------
    UsageError
        If there is no such site, or more than one.
    VerificationError
        If an answer does not hold in the audit.
    """
    facts, site_id = run.instance.options, id_of(SITE, asked, sites_called(run))
    if site_id not in facts.site_ids:
        return _without_options(run, site_id)
    site = facts.site_ids.index(site_id)
    own = np.flatnonzero(facts.site == site)
    chosen = [int(o) for o in own if run.decisions.start[o] != NEVER]
    offers = tuple(offer_of(run, int(o)) for o in own)
    name = plain(run.table.rows["site_name"].iloc[int(own[0])])
    if not chosen:
        return SiteExplanation(
            site_id, name, None, 0, (), (), (), (), None, None, offers, is_locked_out=False,
            forced=_forced(run, site, watch),
        )  # fmt: skip
    option = chosen[0]
    without, within, beyond = ask_for_substitute(run.instance, run.decisions, site, watch)
    return SiteExplanation(
        site_id,
        name,
        offer_of(run, option),
        run.instance.years[int(run.decisions.start[option])],
        served_by(run, option),
        payment_lines(run, option_ids={facts.ids[option]}),
        lost_tiers(run, without),
        missed_targets(run, without),
        _repair(run, within),
        _repair(run, beyond),
        offers,
        is_locked_out=False,
        forced=None,
        is_limited=has_quotas(run.instance),
    )


def _without_options(run: OpenRun, site_id: str) -> SiteExplanation:
    premises = run.scenario.tables.premises
    found = premises[premises["premises_id"] == site_id]
    return SiteExplanation(
        site_id, plain(found["name"].iloc[0]), None, 0, (), (), (), (), None, None, (),
        is_locked_out=site_id in run.scenario.locks.premises_out, forced=None,
    )  # fmt: skip


def offer_of(run: OpenRun, option: int) -> Offer:
    """Describe an option."""
    facts, row = run.instance.options, run.table.rows.iloc[option]
    circles = np.unique(facts.effect_circle[facts.effect_option == option])
    return Offer(
        facts.ids[option],
        format_text(run, option),
        int(row["investment_fen"]),
        int(facts.public_fen[option]),
        tuple(run.names.programmes.get(p, p) for p in row["programmes"]),
        tuple(
            y for y, free in zip(run.instance.years, facts.available[option], strict=True) if free
        ),
        tuple(run.instance.circle_ids[c] for c in circles),
    )


def served_by(run: OpenRun, option: int) -> tuple[Served, ...]:
    """List every line of every circle that an option adds to."""
    facts, names = run.instance.options, circle_names(run)
    held = (run.decisions.held != NEVER).any(axis=1)
    lines = run.scenario.rubric.lines
    return tuple(
        Served(
            run.instance.circle_ids[c],
            names[run.instance.circle_ids[c]],
            lines[i].id,
            plain(lines[i].name),
            int(units),
            bool(held[c]),
        )
        for o, c, i, units in zip(
            facts.effect_option,
            facts.effect_circle,
            facts.effect_line,
            facts.effect_units,
            strict=True,
        )
        if o == option
    )


def circle_names(run: OpenRun) -> dict[str, str]:
    """Names of circles by id."""
    circles = run.scenario.tables.circles
    return dict(zip(circles["circle_id"], map(plain, circles["name"]), strict=True))


def lost_tiers(run: OpenRun, without: Decisions) -> tuple[Lost, ...]:
    """List the circles that hold less, by the first year they do."""
    found, names, tiers = [], circle_names(run), run.instance.tier_ids
    before, after = run.decisions.held, without.held
    for c in np.flatnonzero((before != after).any(axis=1)):
        t = int(np.flatnonzero(before[c] != after[c])[0])
        left = max(int(after[c, t]), int(run.instance.current_tier[c]))
        circle = run.instance.circle_ids[c]
        found.append(
            Lost(
                circle,
                names[circle],
                run.instance.years[t],
                plain(run.names.tiers[tiers[before[c, t]]]),
                plain(run.names.tiers[tiers[left]]) if left != NEVER else "",
            )
        )
    return tuple(found)


def missed_targets(run: OpenRun, without: Decisions) -> tuple[MissedTarget, ...]:
    """List the targets that are missed by more, as the audit counts them."""
    now = {str(r["target_id"]): int(r["shortfall"]) for r in records(run.statement.targets)}
    names = {target.id: plain(target.name) for target in run.scenario.targets}
    return tuple(
        MissedTarget(str(r["target_id"]), names[str(r["target_id"])], int(r["shortfall"]), more)
        for r in records(run.audited(without).targets)
        if (more := int(r["shortfall"]) - now[str(r["target_id"])]) > 0
    )


def _repair(run: OpenRun, answer: Answer | None) -> Way | None:
    if answer is None:
        return None
    return way_of(run, against_plan(run, answer))


def against_plan(run: OpenRun, answer: Answer) -> Answer:
    """Return an answer with its money compared with the run's own plan."""
    instance, before, after = run.instance, run.decisions, answer.decisions
    return replace(
        answer,
        aid_fen=aid_of(instance, after) - aid_of(instance, before),
        award_fen=awards_of(instance, after) - awards_of(instance, before),
    )


def _forced(run: OpenRun, site: int, watch: Watch) -> Way:
    answer = ask_to_use(run.instance, run.decisions, site, watch)
    if answer is None:
        return NO_WAY
    return way_of(run, against_plan(run, answer))
