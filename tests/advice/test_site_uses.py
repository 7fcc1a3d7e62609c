"""Sites side by side: every project at a site is named, and nothing of another plan."""

from __future__ import annotations

from decimal import Decimal

import pandas as pd

from placement.advice.site_uses import site_uses
from placement.errors import Text


def projects(*rows: tuple[str, tuple[str, ...], int, str]) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {
                "site_id": site, "site_name": f"店{site}", "district": "东区", "kinds": kinds,
                "year": year, "public_yuan": Decimal(yuan),
            }
            for site, kinds, year, yuan in rows
        ]
    )  # fmt: skip


def test_two_projects_at_one_site_are_both_named() -> None:
    own = projects(("P2", ("shop",), 2024, "0"), ("P1", ("shop", "cafe"), 2023, "1200.5"))
    own = pd.concat([own, projects(("P1", ("locker",), 2024, "300"))])
    other = projects(("P1", ("shop",), 2023, "0"))
    names = {"A": {"shop": "便利店", "cafe": "咖啡馆"}, "B": {}}
    first, second = site_uses({"A": own, "B": other}, names)
    assert (first.site_id, first.site_name, second.site_id) == ("P1", "店P1", "P2")
    assert first.uses("AB") == {
        "A": Text(
            "便利店+咖啡馆@2023 (0.12005 万元)、locker@2024 (0.03 万元)",
            "便利店+咖啡馆@2023: 0.12005 (10,000 yuan), locker@2024: 0.03 (10,000 yuan)",
        ),
        "B": Text("shop@2023 (0 万元)", "shop@2023: 0 (10,000 yuan)"),
    }
    assert list(second.by_plan) == ["A"]
    assert second.uses("AB")["B"] == ""
