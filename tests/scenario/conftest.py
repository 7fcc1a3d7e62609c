"""A small project: the Jining policy, four circles in two districts, and a scenario that may be changed."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from placement.errors import InputError, Problem
from placement.scenario import read_scenario

ROOT = Path(__file__).resolve().parents[2]

TABLES = {
    "circles": """circle_id,name,district,residents,lon,lat
C001,许庄社区,太白湖新区,9000,116.60101,35.34011
C002,南湖社区,太白湖新区,12000,116.61303,35.34107
C003,石桥社区,太白湖新区,8000,116.62507,35.34209
C004,古槐社区,任城区,15000,116.58811,35.40913
""",
    "outlets": """outlet_id,name,kinds,lon,lat,floor_area_m2,chain,standardised,open_24h
W0001,许庄便利店,convenience_store,116.60111,35.34021,80,是,是,否
W0002,南湖早餐店,breakfast,116.61311,35.34121,40,否,否,否
""",
    "premises": """premises_id,name,lon,lat,floor_area_m2,source_class,district,first_year,rent_yuan_per_m2_month,preparation_yuan,allowed_kinds,forbidden_kinds
P001,许庄原居委会,116.60121,35.34031,120,idle_state,太白湖新区,,20,50000,,
P002,南湖沿街商铺,116.61321,35.34131,60,idle_private,太白湖新区,,30,30000,,
P003,古槐旧厂房,116.58821,35.40931,600,factory,任城区,2024,15,80000,,
""",
    "costs": """format_id,name,kinds,chain,standardised,open_24h,source_class,min_floor_area_m2,max_floor_area_m2,fixed_yuan,yuan_per_m2,margin_yuan_per_m2_month,max_per_circle,jobs
conv,便利店,convenience_store,否,否,否,,20,120,60000,800,54,4,2
bookroom,社区书屋,community_bookroom,否,否,否,,30,200,60000,800,,1,1
""",
    "judgements": """circle_id,line_id,current,reachable,cost_yuan,earliest_year
C001,L1,3,4,60000,
C001,S1,8,9,15000,
""",
}

SCENARIO = """id: small
name: 小例
policy: ../models/jining-2023.yaml
data:
  tables: tables
  datum: {default: WGS-84}
horizon: {first_year: 2023, last_year: 2025}
programmes:
  preparation:
    name: 腾退修缮
    archetype: rate
    basis: preparation
    rate: 1
    payers: [{budget: fund}]
budgets:
  fund:
    name: 区级经费
    level: 区
    per_district: {2023: 60万元, 2024: 40万元, 2025: 60万元}
  award_pool:
    years: {2023: 60万元, 2024: 0元, 2025: 0元}
targets: {districts: present}
"""


@pytest.fixture(scope="session")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("project")
    (folder / "models").mkdir()
    for name in ("jining-2023.yaml", "kinds.yaml"):
        shutil.copy(ROOT / "models" / name, folder / "models" / name)
    tables = folder / "scenarios" / "tables"
    tables.mkdir(parents=True)
    for name, text in TABLES.items():
        (tables / f"{name}.csv").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def scenario(project: Path) -> Callable[..., Path]:
    """Write a scenario file; pairs of texts are replaced in the small example first."""

    def write(*changes: tuple[str, str], name: str = "small.yaml", text: str = SCENARIO) -> Path:
        for old, new in changes:
            assert text.count(old) == 1, old
            text = text.replace(old, new)
        path = project / "scenarios" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    return write


@pytest.fixture
def findings(scenario: Callable[..., Path]) -> Callable[..., list[Problem]]:
    """Return the errors of the changed example."""

    def read(*changes: tuple[str, str]) -> list[Problem]:
        with pytest.raises(InputError) as caught:
            read_scenario(scenario(*changes))
        return [p for p in caught.value.problems if p.severity == "error"]

    return read
