from __future__ import annotations

import csv
from pathlib import Path

import pytest

from placement.policy.kinds import fold_name, kind_ids_by_spelling
from placement.policy.schema import Policy

COUNTS = (
    Path(__file__).resolve().parents[2] / "../shared/data/suqian-poi-2018/counts_by_rubric_type.csv"
)
# A cell that holds several kinds is split at these.
SEPARATORS = "、/+；;|，,"


def test_every_type_of_the_suqian_count_is_a_kind(jining: Policy) -> None:
    if not COUNTS.is_file():
        pytest.skip("the Suqian counts lie in ../shared, which is absent")
    with COUNTS.open(encoding="utf-8-sig", newline="") as file:
        types = {row["rubric_type"] for row in csv.DictReader(file)}
    assert (types - {"other"}) | {"other_service"} <= set(jining.kinds)


@pytest.mark.parametrize(
    ("written", "kind_id"),
    [
        ("便利店", "convenience_store"),
        (" 便利店　", "convenience_store"),
        ("农贸市场（菜市场）", "wet_market"),
        ("农贸市场(菜市场)", "wet_market"),
        ("ｋｔｖ", "entertainment"),
        ("快递柜", "parcel_locker"),
        ("wet_market", "wet_market"),
        ("其他", "other_service"),
    ],
)
def test_spellings_of_daily_life(jining: Policy, written: str, kind_id: str) -> None:
    assert kind_ids_by_spelling(jining.kinds)[fold_name(written)] == kind_id


def test_no_name_holds_a_separator(jining: Policy) -> None:
    names = [n for kind in jining.kinds.values() for n in (kind.name, *kind.aliases)]
    assert [n for n in names if any(s in n for s in SEPARATORS)] == []
