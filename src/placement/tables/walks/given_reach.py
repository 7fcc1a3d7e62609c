"""Walking minutes the user measured, in place of computed ones."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_CEILING, Decimal

import numpy as np
import numpy.typing as npt
import pandas as pd

from placement.errors import InputError, Problem, Text
from placement.tables.walks.walking import Reach

Positions = npt.NDArray[np.signedinteger]


def reach_from_table(
    reach: pd.DataFrame,
    site_ids: Sequence[str],
    circle_ids: Sequence[str],
    *,
    limit_minutes: int,
    computed: Reach | None = None,
) -> Reach:
    """Turn the user's table of walking minutes into reach.

    A site with at least one row in the table is taken from the table alone: a circle it has no row for is out
    of its reach. Sites without any row keep their `computed` pairs.

    Parameters
    ----------
    reach
        Columns ``site_id, circle_id, minutes`` (``Decimal``); minutes are rounded up to whole seconds.
    site_ids, circle_ids
        Ids in the order that positions refer to.
    limit_minutes
        Rows above it are left out; exactly at the limit is within.
    computed
        Reach of the same sites and circles from coordinates.

    Raises
    ------
    InputError
        PL701 for an id that is not among the sites or circles, PL301 for a pair given twice.
    """
    site = pd.Index(site_ids).get_indexer(pd.Index(reach["site_id"]))
    circle = pd.Index(circle_ids).get_indexer(pd.Index(reach["circle_id"]))
    _check(reach, site, circle)
    seconds = np.array([_whole_seconds(m) for m in reach["minutes"]], np.int64)
    near = seconds <= 60 * limit_minutes
    parts: list[tuple[Positions, ...]] = [(site[near], circle[near], seconds[near])]
    if computed is not None:
        kept = ~np.isin(computed.site, site)
        parts.append((computed.site[kept], computed.circle[kept], computed.seconds[kept]))
    columns = [np.concatenate(column) for column in zip(*parts, strict=True)]
    order = np.lexsort((columns[1], columns[0]))
    off = {} if computed is None else _off_network(computed, site)
    return Reach(*(column[order].astype(np.int32) for column in columns), **off)


def _whole_seconds(minutes: Decimal) -> int:
    return int((Decimal(minutes) * 60).to_integral_value(ROUND_CEILING))


def _off_network(computed: Reach, given: Positions) -> dict[str, npt.NDArray[np.int32]]:
    sites = computed.off_network_sites
    return {
        "off_network_sites": sites[~np.isin(sites, given)],
        "off_network_circles": computed.off_network_circles,
    }


def _check(reach: pd.DataFrame, site: Positions, circle: Positions) -> None:
    problems = [
        *_unknown(reach["site_id"], site, "site_id"),
        *_unknown(reach["circle_id"], circle, "circle_id"),
    ]
    pairs = reach["site_id"] + ", " + reach["circle_id"]
    problems += [
        Problem(
            code="PL301",
            file="reach",
            column="site_id, circle_id",
            value=pair,
            rule=Text("每个用房—生活圈组合只能出现一次", "a pair of site and circle occurs once"),
            mend=Text("删除重复的行", "delete the repeated row"),
        )
        for pair in pairs[pairs.duplicated()].unique()
    ]
    if problems:
        raise InputError(problems)


def _unknown(ids: pd.Series[str], position: Positions, column: str) -> list[Problem]:
    return [
        Problem(
            code="PL701",
            file="reach",
            column=column,
            value=unknown,
            rule=Text("编号必须出现在对应的表中", "the id must occur in the table it refers to"),
            mend=Text("改正编号或补充该行", "correct the id, or add what it refers to"),
        )
        for unknown in ids[position < 0].unique()
    ]
