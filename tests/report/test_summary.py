"""The terminal summary fits 80 columns and never claims more than is proven."""

import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from rich.cells import cell_len
from rich.console import Console

from placement.errors import Text
from placement.plain import MOST_ON_SCREEN, brief
from placement.report.cautions import SYNTHETIC
from placement.report.screen.status import investment_line
from placement.report.screen.summary import Summary, render_summary
from placement.report.speaker import Speaker
from placement.report.target_groups import group_targets
from placement.report.target_tables import target_facts
from placement.scenario.names import Names

PROVEN = {
    "term": "target_shortfall",
    "sense": "min",
    "value": 10,
    "bound": 10,
    "relative_gap": 0.0,
    "proven": True,
}
NEAR = {
    "term": "public_money",
    "sense": "min",
    "value": 62_740_000,
    "bound": 62_430_000,
    "relative_gap": 0.004941,
    "proven": False,
}
OPEN = {
    "term": "resident_years",
    "sense": "max",
    "value": 2_345_678,
    "bound": None,
    "relative_gap": None,
    "proven": False,
}
TERMS = {"public_money": Text("财政资金（补助与奖励）", "public money: aid and awards")}


def show(
    city: object, *stages: dict[str, object], lang: str = "zh", width: int = 80, **options: object
) -> str:
    outcome = {
        "status": options.pop("status", "limit"), "grade": "gap", "stages": stages,
        "seconds": options.pop("seconds", {"read": 3.2, "solve": 211.4}), "memory_mib": 1432.0,
        "time_limit_s": options.pop("time_limit_s", None),
        "baseline": options.pop("baseline", None),
    }  # fmt: skip
    frames = options.pop("frames", city.frames)
    targets = target_facts(frames["targets"], city.names)
    summary = Summary(
        frames=frames,
        targets=targets,
        outcome=outcome,
        names=city.names,
        **{"terms": TERMS} | options,
    )
    out = io.StringIO()
    Console(file=out, width=width).print(render_summary(summary, lang=lang))
    return out.getvalue()


@pytest.fixture(scope="module")
def city(invent: Callable[..., object]) -> object:
    return invent(n_districts=14)


def test_names_too_long_for_a_screen_are_cut(city: object) -> None:
    long, names = "长" * 400, city.names
    named = {
        what: dict.fromkeys(getattr(names, what), long) for what in ("tiers", "kinds", "budgets")
    }
    first = city.frames["projects"].head(1).assign(site_name=long, district=long, public_yuan=10**9)
    out = show(
        replace(city, names=replace(names, **named)),
        frames=city.frames | {"projects": first},
        title=long,
    )
    letters = out.count("长")
    cells = len(names.tiers) + len(names.budgets) + len(first["kinds"].iloc[0]) + 3
    assert 0 < letters <= cells * MOST_ON_SCREEN
    assert "长…长" in out


def test_names_that_differ_at_the_end_differ_when_they_are_cut(city: object) -> None:
    one, other = ("长" * 60 + end for end in ("一期", "二期"))
    assert brief(one) != brief(other)
    assert brief(one).endswith("一期")
    assert len(brief(one)) == MOST_ON_SCREEN
    same = dict.fromkeys(city.names.budgets, "同名渠道")
    lines = city.frames["money"]["budget_id"].nunique()
    out = show(replace(city, names=replace(city.names, budgets=same)))
    assert out.count("同名渠道") == lines > 1


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_it_fits_80_columns_and_cuts_nothing(city: object, lang: str) -> None:
    out = show(
        city,
        PROVEN,
        NEAR,
        OPEN,
        lang=lang,
        title="济宁市 2023—2025",
        run_path=Path("/runs/x"),
        cautions=(SYNTHETIC,),
    )
    assert max(cell_len(line) for line in out.splitlines()) <= 80
    assert "…" not in out
    for text in ("认定生活圈数", "高品质", "市级奖励资金", "/runs/x", "济宁市 2023—2025"):
        assert text in out


@pytest.mark.parametrize(
    ("stages", "said", "not_said"),
    [
        ((PROVEN,), "已证明最优", "≤"),
        ((PROVEN, NEAR), "△ 第 1 步已证明最优；第 2 步与最优差距 ≤ 0.5 %", "✓"),
        ((PROVEN, NEAR, OPEN), "第 3 步未证明", "✓"),
        ((), "最优性未证明", "已证明最优"),
        (({**NEAR, "relative_gap": 1e-7},), "差距 ≤ 0.01 %", "≤ 0 %"),
        (({**NEAR, "relative_gap": float("inf")},), "最优性未证明", "inf"),
    ],
)
def test_it_never_says_better_than_is_known(
    city: object, stages: tuple[dict[str, object], ...], said: str, not_said: str
) -> None:
    out = show(city, *stages)
    assert said in out
    assert not_said not in out


def test_a_gap_of_a_hundred_percent_is_no_information(city: object) -> None:
    trivial = {**NEAR, "bound": 0, "relative_gap": 1.0}
    out = show(city, trivial)
    assert "100 %" not in out
    assert "最优性未证明" in out
    assert rows_of(out, "目标（")[0][3:] == ["6,274.0", "万元", "—", "—"]
    wide = show(city, {**OPEN, "bound": 9_000_000, "relative_gap": 2.84})
    assert "284" not in wide
    assert "9,000,000" in wide
    nothing = {**PROVEN, "value": 0, "bound": 0}
    assert rows_of(show(city, nothing), "目标（")[0][3:] == ["0", "0", "已证明"]


def test_what_the_offices_own_rule_would_achieve_is_one_line(city: object) -> None:
    outcome = {"target_shortfall": 4, "public_money": 202_000, "conversions": 40}
    assert "人工办法（先易后难）：缺口 4，财政资金（补助与奖励） 20.2 万元" in show(
        city, NEAR, baseline=outcome
    )
    english = show(city, NEAR, baseline=outcome, lang="en", width=120)
    assert (
        "own rule (easiest first): short 4, public money: aid and awards 20.2 (10,000 yuan)"
        in english
    )
    assert "人工办法" not in show(city, NEAR)


def test_the_ending_time_and_memory_are_told(city: object) -> None:
    assert "到时限为止，用时 214.6 秒，内存 1,432 MiB" in show(city, NEAR)
    assert "已中断" in show(city, NEAR, status="interrupted")
    assert "interrupted" in show(city, NEAR, status="interrupted", lang="en")


def test_what_took_longer_than_the_limit_is_said(city: object) -> None:
    seconds = {
        "read": 9.0, "options": 2.0, "instance": 1.5, "greedy": 18.0, "build": 4.0,
        "stage 1 target_shortfall": 20.0, "audit": 1.0, "workbook": 9.0, "figures": 13.5,
    }  # fmt: skip
    out = show(city, NEAR, seconds=seconds, time_limit_s=45, width=200)
    assert (
        "比时限 45 秒长：时限只管求解；各部分用时（秒）："
        "读入数据 9.0，列出选项 3.5，建立模型 4.0，审计 1.0，写出结果 22.5，求解 38.0" in out
    )
    assert "比时限" not in show(city, NEAR, seconds=seconds, time_limit_s=78)
    assert "比时限" not in show(city, NEAR)


def test_a_stage_is_numbered_on_the_line_where_its_name_begins(city: object) -> None:
    last = OPEN | {"bound": 2_345_678, "relative_gap": 0.0, "proven": True}
    terms = TERMS | {"resident_years": Text("新达标（或提升）圈内居民数，逐年累计", "residents")}
    out = show(city, NEAR, last, terms=terms)
    assert "2 ↑ 新达标" in out


def test_terms_carry_their_names_and_money_is_in_wan(city: object) -> None:
    out = show(city, NEAR, OPEN)
    assert "1 ↓ 财政资金（补助与奖励）  6,274.0 万元  6,243.0 万元  ≤ 0.5 %" in out
    assert "2 ↑ resident_years" in out


def rows_of(out: str, head: str) -> list[list[str]]:
    lines = out.splitlines()
    start = next(i for i, line in enumerate(lines) if line.startswith(head))
    block = lines[start + 2 :]
    end = next((i for i, line in enumerate(block) if not line.strip()), len(block))
    return [line.split() for line in block[:end]]


def test_the_numbers_are_the_tables(city: object) -> None:
    out = show(city, NEAR)
    targets, plan = city.frames["targets"], city.frames["circles"]
    last = plan[plan["year"] == 2025]
    quality = rows_of(out, "认定次数")[0]
    assert quality[0] == "高品质"
    assert int(quality[4]) == (last["tier"] == "quality").sum()
    assert (
        int(quality[5].replace(",", "")) == last.loc[last["tier"] == "quality", "residents"].sum()
    )
    first = rows_of(out, "目标任务")[0]
    assert first == ["认定生活圈数", "2023", "40", "40", "0"]
    short = targets[targets["target_id"].str.startswith("quality")]["shortfall"].sum()
    assert f"{short}  任城区 1" in out
    assert rows_of(out, "资金")[0][-4:] == ["1,080.0", "870.0", "0.0", "210.0"]
    assert rows_of(out, "资金")[1][1:] == ["—", "0.0", "870.0", "—"][0:]


def test_projects_are_those_with_most_public_money(city: object) -> None:
    rows = rows_of(show(city, NEAR), "项目清单")
    assert len(rows) == 8
    assert [float(row[-1]) for row in rows] == sorted(
        (city.frames["projects"]["public_yuan"] / 1e4).round(1)
    )[:-9:-1]


def money_frame(rows: list[tuple[object, ...]]) -> pd.DataFrame:
    """Budget lines whose money does not move: id, year, cap, committed, paid, left."""
    columns = ["budget_id", "year", *(f"{n}_yuan" for n in ("cap", "committed", "paid", "left"))]
    return pd.DataFrame(rows, columns=columns).assign(carried_yuan=0, moved_yuan=0)


def test_many_budget_lines_are_summed_over_years(city: object) -> None:
    rows = [
        # what 2023 leaves is carried over, so that it stands in both years
        (f"县{i}专项", year, 300_000, 10_000 * i, 0, left * (300_000 - 10_000 * i))
        for i in range(25)
        for year, left in ((2023, 1), (2024, 2))
    ]
    money = money_frame(rows)
    shown = rows_of(show(city, NEAR, frames=city.frames | {"money": money}), "资金")
    assert len(shown) == 20
    assert shown[-1][0].startswith("承诺的财政资金合计")
    assert shown[-3] == ["县24专项", "2023—2024", "60.0", "48.0", "0.0", "12.0"]
    assert shown[-2] == ["另有", "7", "条见", "money.csv"]


def test_the_money_table_states_every_line_and_year_in_wan(city: object) -> None:
    """Cap, committed, paid and left of each row; a line without a cap has none left; names once."""
    rows = [
        ("renewal", 2023, 1_234_500, 1_000_000, 400_000, 234_500),
        ("renewal", 2024, 0, 0, 600_000, 0),
        ("award_pool", 2024, None, 50_000, 0, None),
    ]
    money = money_frame(rows)
    shown = rows_of(show(city, NEAR, frames=city.frames | {"money": money}), "资金")
    assert shown[:3] == [
        ["老旧小区改造配套", "2023", "123.5", "100.0", "40.0", "23.4"],
        ["2024", "0.0", "0.0", "60.0", "0.0"],
        ["市级奖励资金", "2024", "—", "5.0", "0.0", "—"],
    ]
    english = show(city, NEAR, frames=city.frames | {"money": money}, lang="en")
    assert "Money (10,000 yuan, rounded)" in english
    for head in ("budget line", "cap", "committed", "paid", "left"):
        assert head in english


def test_markup_in_names_is_shown_not_obeyed(city: object) -> None:
    projects = (
        city.frames["projects"].head(1).assign(site_name="[red]x[/] [bold", public_yuan=10**9)
    )
    out = show(
        city,
        NEAR,
        frames=city.frames | {"projects": projects},
        title="[link=x]t",
        notes=[Text("[blink]n", "[blink]n")],
    )
    for text in ("[red]x[/] [bold", "[link=x]t", "[blink]n"):
        assert text in out


def test_the_notice_of_invented_data_is_there_when_they_are(city: object) -> None:
    assert "合成数据" in show(city, NEAR, cautions=(SYNTHETIC,))
    assert "合成数据" not in show(city, NEAR)


def test_rules_that_are_not_sure_are_counted_in_one_line(city: object) -> None:
    shown = show(city, NEAR, doubtful_rules=3, width=120)
    (line,) = [line for line in shown.splitlines() if "未核对原件" in line]
    assert line.startswith("用到 3 条")
    assert "未核对原件" not in show(city, NEAR)


def test_an_empty_plan_can_be_shown(city: object) -> None:
    frames = {name: frame.iloc[:0] for name, frame in city.frames.items()}
    assert "共 0 项" in show(city, PROVEN, frames=frames)


def groups(*ids: tuple[str, str, int], **targets: str) -> list[tuple[str, int]]:
    frame = pd.DataFrame(ids, columns=["target_id", "district", "year"])
    return [
        (group.title, len(group.rows)) for group in group_targets(frame, Names(targets=targets))
    ]


def test_targets_are_grouped_by_what_they_count() -> None:
    assert groups(
        ("n:甲:2023", "甲", 2023), ("n:乙:2023", "乙", 2023), ("q::2023", "", 2023), q="高品质"
    ) == [("n", 2), ("高品质", 1)]
    assert groups(("甲-2023", "甲", 2023), ("甲-2024", "甲", 2024)) == [("目标任务", 2)]
    named = [(f"b{i}:圈{i}:2024", "甲" if i < 2 else "乙", 2024) for i in range(3)]
    names = Names(targets={f"b{i}": "2024年建成" for i in range(3)})
    frame = pd.DataFrame(
        [*named, ("c:城区:2024", "城区", 2024)], columns=["target_id", "district", "year"]
    )
    by_name, other = group_targets(frame, names)
    assert (by_name.title, list(by_name.rows["district"])) == ("2024年建成", ["圈0", "圈1", "圈2"])
    assert (other.title, list(other.rows["district"])) == ("c", ["城区"])
    serial = [(f"T{i}", "甲" if i % 2 else "乙", 2023 + i // 4) for i in range(12)]
    assert groups(*serial) == [("目标任务", 6), ("目标任务 2", 6)]


def money_of(city: object, **carried: list[int]) -> dict[str, pd.DataFrame]:
    """The city's frames with one line over two years, and money that moves as given."""
    money = pd.DataFrame(
        {
            "budget_id": "renewal", "year": [2024, 2025], "cap_yuan": [100_000, 85_000],
            "carried_yuan": [0, 0], "moved_yuan": [0, 0], "committed_yuan": [23_000, 95_000],
            "paid_yuan": [23_000, 95_000], "left_yuan": [77_000, 67_000],
        }
    )  # fmt: skip
    return {**city.frames, "money": money.assign(**carried)}


def test_money_carried_over_stands_beside_the_cap_it_adds_to(city: object) -> None:
    """95,000 committed under a cap of 85,000: 77,000 have come over from the year before."""
    out = show(city, PROVEN, frames=money_of(city, carried_yuan=[0, 77_000]))
    head, *rows = out[out.index("资金（万元，四舍五入）") :].splitlines()[1:4]
    assert head.split() == ["资金渠道", "年度", "上限", "上年结转", "承诺", "支付", "结余"]
    assert rows[1].split() == ["2025", "8.5", "7.7", "9.5", "9.5", "6.7"]
    english = show(city, PROVEN, frames=money_of(city, moved_yuan=[-1, 1]), lang="en")
    assert "moved in" in english
    assert "carried over" not in english
    still = show(city, PROVEN, frames=money_of(city))
    assert "上年结转" not in still
    assert "调入" not in still


def test_a_note_begins_beside_its_bullet(city: object) -> None:
    note = "补贴项目与资金额度为情景假设；试点奖励、菜市场补助、验收奖励、连锁门店奖励取《五十问》第19问的举例"
    out = show(city, PROVEN, notes=[Text(note, note)])
    (line,) = [line for line in out.splitlines() if line.startswith("·")]
    assert cell_len(line) > 76


@pytest.mark.parametrize(
    ("aid", "noted"), [(426_200, True), (426_000, False)], ids=["rounded", "exact"]
)
def test_parts_that_do_not_add_up_are_said_to_be_rounded(aid: int, noted: bool) -> None:
    projects = pd.DataFrame({"investment_yuan": [22_304_700], "public_yuan": [aid]})
    (line,) = investment_line(projects, Speaker("zh"))
    assert "总投资 2,230.5 万元：补助 42.6，社会资金 2,187." in line.text
    assert ("（四舍五入）；" in line.text) is noted
