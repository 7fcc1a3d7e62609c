from decimal import Decimal

import numpy as np
import pandas as pd
import pytest

from placement.errors import InputError
from placement.tables.walks.given_reach import reach_from_table
from placement.tables.walks.walking import Reach


def table(*rows: tuple[str, str, str]) -> pd.DataFrame:
    return pd.DataFrame(
        [(site, circle, Decimal(minutes)) for site, circle, minutes in rows],
        columns=["site_id", "circle_id", "minutes"],
    )


def pairs(reach: Reach) -> list[tuple[int, int, int]]:
    return list(
        zip(reach.site.tolist(), reach.circle.tolist(), reach.seconds.tolist(), strict=True)
    )


SITES, CIRCLES = ["p1", "p2", "p3"], ["c1", "c2"]


def test_minutes_become_seconds_and_exactly_at_the_limit_is_within() -> None:
    reach = reach_from_table(
        table(("p2", "c1", "15.01"), ("p1", "c2", "15"), ("p1", "c1", "0.01")),
        SITES,
        CIRCLES,
        limit_minutes=15,
    )
    assert pairs(reach) == [(0, 0, 1), (0, 1, 900)]


def test_a_site_in_the_table_is_taken_from_the_table_alone() -> None:
    computed = Reach(
        np.array([0, 0, 1, 2], np.int32),
        np.array([0, 1, 0, 1], np.int32),
        np.array([60, 120, 180, 240], np.int32),
        off_network_sites=np.array([0, 2], np.int32),
    )
    reach = reach_from_table(
        table(("p1", "c2", "7"), ("p2", "c1", "99")),
        SITES,
        CIRCLES,
        limit_minutes=15,
        computed=computed,
    )
    assert pairs(reach) == [(0, 1, 420), (2, 1, 240)]
    assert reach.off_network_sites.tolist() == [2]


def test_unknown_ids_and_repeated_pairs_are_all_reported() -> None:
    with pytest.raises(InputError) as caught:
        reach_from_table(
            table(("p9", "c1", "3"), ("p1", "c9", "3"), ("p1", "c1", "3"), ("p1", "c1", "4")),
            SITES,
            CIRCLES,
            limit_minutes=15,
        )
    found = [(p.code, p.column, p.value) for p in caught.value.problems]
    assert found == [
        ("PL701", "circle_id", "c9"),
        ("PL701", "site_id", "p9"),
        ("PL301", "site_id, circle_id", "p1, c1"),
    ]
