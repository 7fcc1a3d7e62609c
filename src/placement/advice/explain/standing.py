"""What a circle of an opened run holds year by year, as the page and the figures tell it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from placement.advice.opened import OpenRun
from placement.advice.telling import joined
from placement.audit.registers import records
from placement.errors import Text
from placement.report.standings import Standing, standings

NONE_NEW = Text("规划期内没有新认定", "not newly certified within the horizon")


def standings_of(run: OpenRun, circle: int) -> tuple[Standing, ...]:
    """Return the standing of a circle, by its position, at the end of each year."""
    frame = run.statement.circles
    own = frame[frame["circle_id"] == run.instance.circle_ids[circle]]
    rows = records(own.sort_values("year"))
    return standings(
        str(run.scenario.tables.circles["current_tier"].iloc[circle] or ""),
        [int(row["year"]) for row in rows],
        [str(row["tier"] or "") for row in rows],
        {int(row["year"]) for row in rows if row["newly_certified"]},
    )


def standing_text(
    before: str,
    found: Mapping[int, Standing],
    certified: Sequence[int],
    names: Mapping[str, str],
) -> Text:
    """Tell the tier before the horizon, every year in which it changes or is kept at a review, and the last.

    Parameters
    ----------
    before
        Tier before the horizon, ``""`` for none.
    found
        Standing at the end of each year.
    certified
        Years of its certifications, also of those that renew a tier.
    names
        Of tiers by id.
    """
    last = list(found.values())[-1]
    parts = (
        [Text(f"期前已为{names[before]}", f"{names[before]} before the horizon")] if before else []
    )
    told = [*_changes(before, found, certified, names)]
    parts += told or [NONE_NEW]
    if (len(told) > 1 and last.tier != before) or last.lost:
        end = names.get(last.tier, "")
        parts.append(
            Text(f"期末为{end}", f"{end} at the end")
            if end
            else Text("期末没有等级", "none at the end")
        )
    return joined(parts)


def _changes(
    before: str,
    found: Mapping[int, Standing],
    certified: Sequence[int],
    names: Mapping[str, str],
) -> Iterator[Text]:
    held = before
    for year, standing in found.items():
        tier, name = standing.tier, names.get(standing.tier, "")
        if tier == held and year in certified:
            yield Text(f"{year} 年复评保住{name}", f"keeps {name} at the review of {year}")
        elif tier != held and standing.lost == year:
            zh = f"降为{name}" if tier else f"失去{names[held]}"
            en = f"falls to {name}" if tier else f"loses {names[held]}"
            yield Text(f"{year} 年复评{zh}", f"{en} at the review of {year}")
        elif standing.since == year:
            yield Text(f"{year} 年认定为{name}", f"certified {name} in {year}")
        held = tier
