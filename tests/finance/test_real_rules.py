"""Real rules of finance bureaus, worked by hand to the fen; the numbers are those of the list of rules.

Each case: the rule as a policy file says it, a place, and what is paid there. Planner and auditor price it
apart and must agree.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any, NamedTuple

import pytest

from one_place import WAN, YUAN, Facts, both_pay, programme
from placement.finance.works import Look


class Case(NamedTuple):
    rule: dict[str, Any]
    facts: Facts
    fen: int
    units: int = 1


SHOP, FRESH, BREAKFAST = (Look(kinds=(k,)) for k in ("shop", "fresh", "breakfast"))
NIGHT = Look(kinds=("shop",), open_24h=True)
BEIJING_2019 = {  # 1: other investment 50 %, 70 % in blank areas or for stores open round the clock
    "archetype": "rate", "basis": "investment", "rate": "0.5",
    "rates": [{"area_classes": ["空白区域"], "rate": "0.7"}, {"open_24h": True, "rate": "0.7"}],
    "eligible": {"min_chain_stores": 5},
}  # fmt: skip
CHAIN_OF_5 = Look(kinds=("shop",), own_stores=5)
RENT_2019 = {  # 1: 50/40/30 % of rent up to 8/6/4 yuan per m² and day; 30 days a month
    "archetype": "rent", "rate": "0.3", "months": 12,
    "rates": [{"kinds": ["fresh"], "rate": "0.5"}, {"kinds": ["shop"], "rate": "0.4"}],
    "ceilings": {"一类": "240元", "二类": "180元", "三类": "120元"},
}  # fmt: skip
OUTLET_CAPS_2020 = {  # 2: caps by kind
    "archetype": "rate", "basis": "investment", "rate": "0.5",
    "rates": [{"kinds": ["fresh"], "rate": "0.5", "cap": "150万元"},
              {"kinds": ["breakfast"], "rate": "0.5", "cap": "50万元"}],
}  # fmt: skip
STEPS_2022 = {  # 4: 30–50 m² 3.5, 50–100 6, 100–150 9, 150–200 12, above 15
    "archetype": "area_steps",
    "steps": [{"from_m2": "30", "amount": "3.5万元"}, {"from_m2": "50", "amount": "6万元"},
              {"from_m2": "100", "amount": "9万元"}, {"from_m2": "150", "amount": "12万元"},
              {"from_m2": "200", "amount": "15万元"}],
}  # fmt: skip
BEIJING_2025 = {  # 5: audited at least 70 % of the plan and above 20
    "archetype": "rate", "basis": "investment", "rate": "0.5", "floor": "20万元",
    "eligible": {"audited_share": "0.7"},
}  # fmt: skip
NANJING_NEW = {
    "archetype": "per_area",
    "amount_per_m2": "500元",
    "eligible": {"measure": "convert"},
}
NANJING_REBUILD = {
    "archetype": "per_area",
    "amount_per_m2": "400元",
    "eligible": {"measure": "upgrade"},
}
UPGRADE = Look(kinds=("wet_market",), measure="upgrade")
FUZHOU = {  # 12: run by the owner 2, franchised 0.2; fresh 5 and 0.5
    "archetype": "unit", "amount": "2万元",
    "amounts": [{"kinds": ["fresh"], "franchised": True, "amount": "0.5万元"},
                {"kinds": ["fresh"], "amount": "5万元"}, {"franchised": True, "amount": "0.2万元"}],
}  # fmt: skip
XINCHANG = {  # 14: 25 % up to 50, only with three stars or more after the works
    "archetype": "rate", "basis": "investment", "rate": "0.25", "cap": "50万元",
    "eligible": {"grade_after": ["3★", "4★", "5★"]},
}  # fmt: skip
HUBEI_POOR = {  # 19: at least 40 per project in poor areas
    "archetype": "rate", "basis": "investment", "rate": "0.5", "least_payment": "40万元",
}  # fmt: skip
ZHENGZHOU = {  # 22: 500 yuan per m² where at least 1000 yuan per m² are invested
    "archetype": "per_area", "amount_per_m2": "500元", "eligible": {"min_invest_per_m2": "1000元"},
}  # fmt: skip
BAOAN = {  # 25: by area; half for applicants from elsewhere
    "archetype": "area_steps",
    "steps": [{"from_m2": "1000", "amount": "10万元"}, {"from_m2": "3000", "amount": "20万元"},
              {"from_m2": "6000", "amount": "30万元"}, {"from_m2": "20000", "amount": "50万元"}],
    "reductions": [{"applicants": ["外地企业"], "share": "0.5"}],
}  # fmt: skip
BAOAN_POINTS = {"archetype": "unit", "amount": "10万元", "batch": 5, "cap": "50万元"}  # every 5
CHENGDU_2023 = {  # 29: 40 yuan per m² and month for 12 months, up to 15; at least 10 kinds
    "archetype": "per_area", "amount_per_m2": "480元", "cap": "15万元", "eligible": {"min_bundle": 10},
}  # fmt: skip
TEN = Look(kinds=tuple(f"k{n}" for n in range(10)))
JINNIU = {  # 30: premises let back for 5 years or more, at least 6 kinds: 10 % up to 50
    "archetype": "rate", "basis": "investment", "rate": "0.1", "cap": "50万元",
    "eligible": {"min_lease_years": 5, "min_bundle": 6, "source_classes": ["厂房"]},
}  # fmt: skip
SIX = Look(kinds=tuple(f"k{n}" for n in range(6)))
JINNIU_STREET = {  # 30: 3/4/5 % on the parts of the investment, up to 500; parts from 1000 and 3000 on
    "archetype": "progressive", "cap": "500万元",
    "brackets": [{"above": "0元", "rate": "0.03"}, {"above": "1000万元", "rate": "0.04"},
                 {"above": "3000万元", "rate": "0.05"}],
}  # fmt: skip
JINNIU_RENT = {"archetype": "rent", "rate": "1", "months": 6}  # 30: six months of appraised rent
JINCHANG = {"archetype": "capacity", "amount": "1000元", "unit": "托位"}  # 40: 1000 yuan a place
JINCHANG_RUN = {
    "archetype": "operating",
    "amount_per_year": "3万元",
    "years": 3,
}  # 40: 3 a year, 3 years
LOANS_2026 = {  # 43: 1 percentage point, at most a year, on at most 1000
    "archetype": "interest", "rate": "0.01", "principal_cap": "1000万元", "months": 12,
}  # fmt: skip
LOAN = Look(kinds=("shop",), loan_share=Fraction(3, 5), loan_rate=Fraction(9, 200))
CHEAP_LOAN = Look(kinds=("shop",), loan_share=Fraction(1), loan_rate=Fraction(1, 250))
DONGYANG = {  # 42: rented beds 3600, lease of 3 years or more
    "archetype": "capacity", "amount": "3600元", "unit": "床位", "years": 3,
    "eligible": {"min_lease_years": 3, "source_classes": ["租赁"]},
}  # fmt: skip

CASES = {
    # 123,456.79 · 0.5 = 61,728.395, the half fen goes up
    "1 plain": Case(BEIJING_2019, Facts(CHAIN_OF_5, "123456.79"), 6_172_840),
    "1 blank area": Case(BEIJING_2019, Facts(CHAIN_OF_5, "100000.01", area_class="空白区域"), 7_000_001),
    "1 open 24 h": Case({**BEIJING_2019, "eligible": {}}, Facts(NIGHT, "100000"), 70_000 * YUAN),
    "1 four stores": Case(BEIJING_2019, Facts(Look(kinds=("shop",), own_stores=4), "100000"), 0),
    # fresh: 0.5 · min(300, 240) · 80 m² · 12 = 115,200
    "1 rent at the ceiling": Case(
        RENT_2019, Facts(FRESH, area="80", rent="300", area_class="一类"), 115_200 * YUAN
    ),
    # shop: 0.4 · 100.5 · 33.33 m² · 12 = 16,078.392
    "1 rent below it": Case(
        RENT_2019, Facts(SHOP, area="33.33", rent="100.5", area_class="三类"), 1_607_839
    ),
    # only the 50 m² fitted out count: 0.3 · 120 · 50 · 12
    "1 rent of what is used": Case(
        RENT_2019, Facts(BREAKFAST, area="90", used="50", rent="200", area_class="三类"), 21_600 * YUAN
    ),
    "1 rent, class not listed": Case(RENT_2019, Facts(SHOP, area="50", rent="100"), 0),
    "2 fresh capped": Case(OUTLET_CAPS_2020, Facts(FRESH, "4000000"), 150 * WAN),
    "2 breakfast capped": Case(OUTLET_CAPS_2020, Facts(BREAKFAST, "1000000.02"), 50 * WAN),
    "2 breakfast below": Case(OUTLET_CAPS_2020, Facts(BREAKFAST, "999999.98"), 49_999_999),
    "2 others": Case(OUTLET_CAPS_2020, Facts(SHOP, "4000000"), 200 * WAN),
    "4 below the least": Case(STEPS_2022, Facts(SHOP, area="29.99"), 0),
    "4 at the first step": Case(STEPS_2022, Facts(SHOP, area="30"), 35_000 * YUAN),
    "4 just below the second": Case(STEPS_2022, Facts(SHOP, area="49.99"), 35_000 * YUAN),
    "4 largest": Case(STEPS_2022, Facts(SHOP, area="480"), 15 * WAN),
    # 70 % of 400,000 are recognised: half of 280,000
    "5 audited": Case(
        BEIJING_2025, Facts(Look(kinds=("shop",), audited_share=Fraction(7, 10)), "400000"), 14 * WAN
    ),
    "5 audit short": Case(
        BEIJING_2025, Facts(Look(kinds=("shop",), audited_share=Fraction(69, 100)), "400000"), 0
    ),
    "5 below the floor": Case(
        BEIJING_2025, Facts(Look(kinds=("shop",), audited_share=Fraction(9, 10)), "222222"), 0
    ),
    "7 new": Case(NANJING_NEW, Facts(SHOP, "900000", area="1200.5"), 600_250 * YUAN),
    "7 new is not rebuilt": Case(NANJING_REBUILD, Facts(SHOP, "900000", area="1200"), 0),
    "7 rebuilt": Case(NANJING_REBUILD, Facts(UPGRADE, "900000", area="1200"), 48 * WAN),
    "7 never above what is invested": Case(NANJING_NEW, Facts(SHOP, "500000", area="1200"), 50 * WAN),
    "12 own store": Case(FUZHOU, Facts(SHOP), 2 * WAN),
    "12 franchised": Case(FUZHOU, Facts(Look(kinds=("shop",), franchised=True)), 2_000 * YUAN),
    "12 fresh": Case(FUZHOU, Facts(FRESH), 5 * WAN),
    "12 fresh franchised": Case(FUZHOU, Facts(Look(kinds=("fresh",), franchised=True)), 5_000 * YUAN),
    "14 three stars": Case(
        XINCHANG, Facts(Look(kinds=("wet_market",), grade_after="3★"), "1500000"), 375_000 * YUAN
    ),
    "14 two stars": Case(XINCHANG, Facts(Look(kinds=("wet_market",), grade_after="2★"), "1500000"), 0),
    "19 least": Case(HUBEI_POOR, Facts(SHOP, "600000"), 40 * WAN),
    "19 more": Case(HUBEI_POOR, Facts(SHOP, "1000000"), 50 * WAN),
    "19 not above the investment": Case(HUBEI_POOR, Facts(SHOP, "300000"), 30 * WAN),
    "22 just dense enough": Case(ZHENGZHOU, Facts(SHOP, "1000000", area="1000"), 50 * WAN),
    "22 one fen short": Case(ZHENGZHOU, Facts(SHOP, "999999.99", area="1000"), 0),
    "25 local": Case(BAOAN, Facts(Look(kinds=("shop",), applicant="本地"), area="3000"), 20 * WAN),
    "25 from elsewhere": Case(
        BAOAN, Facts(Look(kinds=("shop",), applicant="外地企业"), area="3000"), 10 * WAN
    ),
    "25 four points": Case(BAOAN_POINTS, Facts(SHOP), 0, 4),
    "25 fourteen points": Case(BAOAN_POINTS, Facts(SHOP), 20 * WAN, 14),
    "25 thirty points": Case(BAOAN_POINTS, Facts(SHOP), 50 * WAN, 30),
    "29 ten kinds": Case(CHENGDU_2023, Facts(TEN, "900000", area="250"), 12 * WAN),
    "29 capped": Case(CHENGDU_2023, Facts(TEN, "900000", area="400"), 15 * WAN),
    "29 nine kinds": Case(CHENGDU_2023, Facts(Look(kinds=TEN.kinds[:9]), "900000", area="250"), 0),
    "30 premises": Case(
        JINNIU, Facts(SIX, "3210000", lease=5, source_class="厂房"), 321_000 * YUAN
    ),
    "30 four years": Case(JINNIU, Facts(SIX, "3210000", lease=4, source_class="厂房"), 0),
    "30 five kinds": Case(
        JINNIU, Facts(Look(kinds=SIX.kinds[:5]), "3210000", lease=5, source_class="厂房"), 0
    ),
    # 1000 · 3 % + 2000 · 4 % + 1000 · 5 % = 30 + 80 + 50
    "30 brackets": Case(JINNIU_STREET, Facts(SHOP, "40000000"), 160 * WAN),
    "30 first bracket": Case(JINNIU_STREET, Facts(SHOP, "9999999.5"), 29_999_999),
    "30 brackets capped": Case(JINNIU_STREET, Facts(SHOP, "200000000"), 500 * WAN),
    "30 six months' rent": Case(JINNIU_RENT, Facts(SHOP, area="100", rent="35"), 21_000 * YUAN),
    "40 places": Case(JINCHANG, Facts(Look(kinds=("childcare",), capacity=60)), 6 * WAN),
    "40 operation": Case(JINCHANG_RUN, Facts(Look(kinds=("childcare",))), 9 * WAN),
    # 60 % of 800,000 for a year at one point
    "43 below the cap": Case(LOANS_2026, Facts(LOAN, "800000"), 4_800 * YUAN),
    "43 capped": Case(LOANS_2026, Facts(LOAN, "20000000"), 10 * WAN),
    "43 not above the loan's rate": Case(LOANS_2026, Facts(CHEAP_LOAN, "1000000"), 4_000 * YUAN),
    "42 rented beds": Case(
        DONGYANG, Facts(Look(kinds=("care",), capacity=30), lease=3, source_class="租赁"), 108_000 * YUAN
    ),
    "42 short lease": Case(
        DONGYANG, Facts(Look(kinds=("care",), capacity=30), lease=2, source_class="租赁"), 0
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_pays_to_the_fen(name: str) -> None:
    case = CASES[name]
    assert both_pay(programme(**case.rule), case.facts, case.units) == case.fen


def test_judged_lines_take_only_what_names_them() -> None:
    raise_it = Facts(Look(judged_line="L1"), "50000")
    plain = {"archetype": "rate", "basis": "investment", "rate": "1"}
    assert both_pay(programme(**plain), raise_it) == 0
    named = {**plain, "eligible": {"judged_lines": ["L1"]}}
    assert both_pay(programme(**named), raise_it) == 5 * WAN
    assert both_pay(programme(**named), Facts(SHOP, "50000")) == 0
