"""Figures show what the tables say, with every glyph present, and are the same byte for byte."""

import dataclasses
import io
import itertools
import os
import re
import subprocess
import sys
import warnings
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from matplotlib.collections import LineCollection, PathCollection
from matplotlib.figure import Figure
from matplotlib.text import Text
from PIL import Image

from placement.report.cautions import SYNTHETIC
from placement.report.dossier import Dossier
from placement.report.figures import (
    plot_cost,
    plot_map,
    plot_scores,
    plot_spending,
    plot_targets,
    write_png,
)
from placement.report.figures.bars import Bar, Fill, Section, draw_tables
from placement.report.figures.map_layout import arrange, marker_points
from placement.report.figures.map_state import build_state
from placement.report.figures.style import SETTINGS, YEAR_RAMP, year_colours
from placement.report.fonts import chinese_text, find_font_file, font_families
from placement.report.run.files import write_figures
from placement.report.target_tables import target_facts
from placement.scenario.names import Names, names_of
from told import Told, chinese_in

FEWEST_TEXTS = 10


def draw_map(city: object, **options: object) -> Figure:
    return plot_map(
        city.circles_table, city.premises_table, city.frames["projects"], city.frames["circles"],
        city.years,
        **({"names": city.names, "cautions": (SYNTHETIC,), "streets": city.streets} | options),
    )  # fmt: skip


def draw_all(city: object) -> list[Figure]:
    return [
        draw_map(city),
        plot_targets(target_facts(city.frames["targets"], city.names), cautions=(SYNTHETIC,)),
        plot_spending(
            city.frames["money"], city.frames["payments"], cautions=(SYNTHETIC,), names=city.names
        ),
    ]


def texts(figure: Figure) -> list[str]:
    return [text.get_text() for text in figure.findobj(Text) if text.get_text()]


def visible(figure: Figure) -> list[Text]:
    return [text for text in figure.findobj(Text) if text.get_text().strip() and text.get_visible()]


@pytest.fixture(scope="module")
def whole(invent: Callable[..., object]) -> object:
    return invent(n_districts=14)


@pytest.fixture(scope="module")
def small(invent: Callable[..., object]) -> object:
    return invent(n_districts=1)


@pytest.fixture(scope="module")
def drawn(whole: object) -> list[Figure]:
    return draw_all(whole)


# --- all figures ----------------------------------------------------------------------------


@pytest.mark.parametrize("which", [0, 1, 2])
def test_pngs_are_equal_byte_for_byte_and_leave_settings_alone(
    small: object, tmp_path: Path, which: int
) -> None:
    before = dict(mpl.rcParams)
    for name in ("a.png", "b.png"):
        write_png(draw_all(small)[which], tmp_path / name)
    assert (tmp_path / "a.png").read_bytes() == (tmp_path / "b.png").read_bytes()
    with Image.open(tmp_path / "a.png") as image:
        assert min(image.size) > 400
        assert len(image.convert("RGB").getcolors(1_000_000)) > 20
    assert dict(mpl.rcParams) == before


def test_the_user_s_own_settings_do_not_show(small: object, tmp_path: Path) -> None:
    write_png(draw_all(small)[1], tmp_path / "a.png")
    with mpl.rc_context({"font.size": 30, "font.family": ["DejaVu Serif"], "savefig.dpi": 40}):
        write_png(draw_all(small)[1], tmp_path / "b.png")
    assert (tmp_path / "a.png").read_bytes() == (tmp_path / "b.png").read_bytes()


def test_the_stamp_is_there_exactly_when_data_are_invented(small: object) -> None:
    assert all(any("合成数据" in text for text in texts(figure)) for figure in draw_all(small))
    assert not any("合成数据" in text for text in texts(draw_map(small, cautions=())))


@pytest.mark.parametrize("which", [1, 2])
def test_no_text_of_a_table_touches_another_or_leaves_the_page(
    drawn: list[Figure], which: int
) -> None:
    figure = drawn[which]
    boxes = [(text.get_text(), text.get_window_extent()) for text in visible(figure)]
    page = figure.bbox
    assert len(boxes) > FEWEST_TEXTS
    for text, box in boxes:
        assert page.x0 <= box.x0 <= box.x1 <= page.x1, text
        assert page.y0 <= box.y0 <= box.y1 <= page.y1, text
    for (one, a), (other, b) in itertools.combinations(boxes, 2):
        assert not a.padded(-0.5).overlaps(b.padded(-0.5)), (one, other)


# --- fonts ----------------------------------------------------------------------------------


def test_the_font_file_is_found_without_importing_its_package() -> None:
    assert find_font_file() is not None
    code = (
        "import sys; from placement.report.fonts import font_families; "
        "assert font_families()[0].startswith('Placement'); assert 'zhplot' not in sys.modules"
    )
    source = str(Path(__file__).resolve().parents[2] / "src")
    subprocess.run(
        [sys.executable, "-c", code], check=True, env={**os.environ, "PYTHONPATH": source}
    )


def test_rare_names_and_signs_have_glyphs_and_missing_ones_are_noticed() -> None:
    assert len(font_families()) == 2
    for text, is_known in (("䶮 翀 ≥ − ¥ ✓ ↑ 万元", True), ("\U00012000", False)):
        with warnings.catch_warnings(record=True) as caught, chinese_text({}):
            warnings.simplefilter("always")
            figure = Figure()
            figure.text(0, 0, text)
            figure.savefig(io.BytesIO(), format="png")
        assert is_known != any("Glyph" in str(warning.message) for warning in caught)


# --- colours --------------------------------------------------------------------------------


@pytest.mark.parametrize("n_years", [1, 2, 3, 5, 8])
def test_years_grow_lighter_so_they_differ_in_grey(n_years: int) -> None:
    colours = year_colours(range(2023, 2023 + n_years))
    assert len(set(colours.values())) == n_years
    assert YEAR_RAMP(0.0)[:3] != YEAR_RAMP(1.0)[:3]
    grey = [np.dot(mpl.colors.to_rgb(colour), (0.299, 0.587, 0.114)) for colour in colours.values()]
    assert all(np.diff(grey) > 0.05)


# --- the map --------------------------------------------------------------------------------


def test_the_map_counts_what_the_tables_say(whole: object, drawn: list[Figure]) -> None:
    figure = drawn[0]
    plan = whole.frames["circles"]
    new = plan[plan["newly_certified"]]
    written = texts(figure)
    assert any(f"认定 {len(new)} 个生活圈" in text for text in written)
    for tier, year in itertools.product(("basic", "quality"), whole.years):
        assert f"{((new['tier'] == tier) & (new['year'] == year)).sum():,}" in written
    for district in whole.circles_table["district"].unique():
        assert any(district in text for text in written), district


def test_a_circle_shows_its_last_tier_and_the_year_it_was_reached() -> None:
    table = pd.DataFrame(
        {
            "circle_id": list("abcd"),
            "district": "d",
            "residents": 1,
            "lon": [0.0, 1, 2, 3],
            "lat": 0.0,
        }
    )
    rows = [
        ("a", 2023, "basic", True), ("a", 2024, "basic", False), ("a", 2025, "quality", True),
        ("b", 2023, "basic", False), ("b", 2024, "basic", False), ("b", 2025, "basic", False),
        ("c", 2023, "", False), ("c", 2024, "", False), ("c", 2025, "", False),
    ]  # fmt: skip
    plan = pd.DataFrame(rows, columns=["circle_id", "year", "tier", "newly_certified"])
    premises = pd.DataFrame({"premises_id": ["p", "q"], "lon": [0.0, 1.0], "lat": 0.0})
    projects = pd.DataFrame({"site_id": ["q", "elsewhere"], "year": [2024, 2025]})
    state = build_state(table, premises, projects, plan.iloc[::-1], None)
    assert state.tier.tolist() == ["quality", "basic", "", ""]
    assert state.circle_year.tolist() == [2025, 0, 0, 0]
    assert state.premises_year.tolist() == [0, 2024]
    assert state.n_elsewhere == 1


def test_kilometres_are_kilometres() -> None:
    table = pd.DataFrame(
        {
            "circle_id": ["a", "b"],
            "district": "d",
            "residents": 1,
            "lon": [116.0, 116.1],
            "lat": [35.0, 35.1],
        }
    )
    none = pd.DataFrame({"premises_id": [], "lon": [], "lat": []})
    plan = pd.DataFrame(columns=["circle_id", "year", "tier", "newly_certified"])
    state = build_state(table, none, pd.DataFrame({"site_id": [], "year": []}), plan, None)
    east, north = state.circle_at[1] - state.circle_at[0]
    assert north == pytest.approx(11.12, abs=0.01)
    assert east == pytest.approx(11.12 * np.cos(np.radians(35.05)), abs=0.01)


def test_map_panels_have_one_scale_and_do_not_overlap(drawn: list[Figure]) -> None:
    figure = drawn[0]
    maps = [
        axes for axes in figure.axes if axes.get_aspect() == 1 and axes.get_adjustable() == "box"
    ]
    assert len(maps) > 5
    scales = []
    for axes in maps:
        width, height = axes.get_window_extent().size
        scales += [width / np.ptp(axes.get_xlim()), height / np.ptp(axes.get_ylim())]
    assert np.allclose(scales, scales[0], rtol=1e-3)
    for one, other in itertools.combinations(maps, 2):
        assert not one.get_window_extent().padded(-1).overlaps(other.get_window_extent().padded(-1))


def test_a_compact_city_is_one_map_whose_circles_rarely_touch() -> None:
    draw = np.random.default_rng(0)
    at = np.array([(i % 20, i // 20) for i in range(300)]) * 0.9 + draw.uniform(-0.2, 0.2, (300, 2))
    layout = arrange(at, ["east" if x > 9 else "west" for x in at[:, 0]], 9.3)
    assert len(layout.panels) == 1
    assert marker_points(at, layout.points_per_km) < 0.9 * layout.points_per_km
    assert layout.panels[0].view.holds(at).all()


def test_a_city_of_one_circle_without_any_measure_can_be_drawn(
    small: object, tmp_path: Path
) -> None:
    figure = plot_map(
        small.circles_table.iloc[:1], small.premises_table.iloc[:0], small.frames["projects"].iloc[:0],
        small.frames["circles"].iloc[:0], (2023,), cautions=(),
    )  # fmt: skip
    write_png(figure, tmp_path / "map.png")
    assert "规划期内未认定" in texts(figure)


def test_the_map_says_how_its_counts_go_with_certifications(whole: object) -> None:
    written = texts(draw_map(whole))
    new = whole.frames["circles"]["newly_certified"].sum()
    assert any(f"共 {new:,} 次" in text for text in written)
    assert any("每圈计一次" in text for text in written)


def test_circles_are_labelled_without_covering_each_other(whole: object) -> None:
    figure = draw_map(whole)
    ids = set(whole.circles_table["circle_id"])
    labels = [text for text in figure.findobj(Text) if text.get_text() in ids]
    assert len(labels) > len(ids) / 4
    boxes = [text.get_window_extent().padded(-1) for text in labels]
    assert not any(a.overlaps(b) for a, b in itertools.combinations(boxes, 2))


def test_districts_come_in_the_policy_s_order(whole: object) -> None:
    names = dataclasses.replace(whole.names, districts=("济宁高新区", "任城区"))
    heads = texts(draw_map(whole, names=names))
    assert any("济宁高新区、任城区" in text for text in heads)
    assert not any("任城区、济宁高新区" in text for text in heads)


def test_the_name_of_a_district_below_another_does_not_cover_its_circle() -> None:
    """Each of three circles above each other is a district of its own."""
    table = pd.DataFrame(
        {
            "circle_id": list("abc"),
            "name": list("abc"),
            "district": ["甲甲街道", "乙乙街道", "丙丙街道"],
            "residents": 20_000,
            "lon": [116.0, 116.002, 116.0],
            "lat": [35.0, 35.009, 35.018],
        }
    )
    rows = [(c, 2024, "quality", True, 20_000) for c in "abc"]
    plan = pd.DataFrame(rows, columns=["circle_id", "year", "tier", "newly_certified", "residents"])
    premises = pd.DataFrame({"premises_id": ["p"], "lon": [116.0], "lat": [35.0]})
    projects = pd.DataFrame({"site_id": ["p"], "year": [2024]})
    figure = plot_map(table, premises, projects, plan, (2024,), cautions=())
    figure.draw_without_rendering()
    axes = figure.axes[0]
    state = build_state(table, premises, projects, plan, None)
    middles = axes.transData.transform(state.circle_at)
    names = [t for t in axes.texts if t.get_text() in set(table["district"])]
    assert len(names) == 3
    for text in names:
        box = text.get_window_extent()
        assert not any(box.padded(2).contains(x, y) for x, y in middles)


# --- scores and cost per circle --------------------------------------------------------------


def test_scores_show_every_circle_before_and_after(told: Told) -> None:
    figure = plot_scores(told.dossier)
    axes = figure.axes[0]
    dots = [c for c in axes.collections if isinstance(c, PathCollection)]
    ends = np.concatenate([np.asarray(c.get_offsets())[:, 1] for c in dots])
    assert sorted(ends) == sorted(float(c.scores[-1]) for c in told.dossier.circles)
    lines = [c for c in axes.collections if isinstance(c, LineCollection)]
    rises = list(lines[0].get_segments())
    assert sorted((s[0][1], s[1][1]) for s in rises) == sorted(
        (float(c.score_today), float(c.scores[-1])) for c in told.dossier.circles
    )
    risen = sum(c.scores[-1] > c.score_today for c in told.dossier.circles)
    assert any(f"{risen:,} 个得分提高" in text for text in texts(figure))


def test_every_score_table_has_a_panel_of_its_own(graded: Told) -> None:
    figure = plot_scores(graded.dossier)
    written = texts(figure)
    assert {"有没有", "好不好"} <= set(written)
    panels = [axes for axes in figure.axes if axes.collections]
    assert len(panels) == 2
    cards = graded.statement.scorecards
    for axes, table in zip(panels, ("have", "good"), strict=True):
        mine = cards[(cards["line_id"] == table) & (cards["year"] == graded.dossier.years[-1])]
        dots = [c for c in axes.collections if isinstance(c, PathCollection)]
        ends = np.concatenate([np.asarray(c.get_offsets())[:, 1] for c in dots])
        assert sorted(ends) == sorted(map(float, mine["points"]))
    for text in (" 基本型 10", " 高品质 16", " 基本型 4", " 高品质 8"):
        assert text in written


def test_names_of_districts_stand_above_the_scores(told: Told) -> None:
    """Also where scores are as high as they can be and the scale is short."""
    districts = {circle.district for circle in told.dossier.circles}
    for score in (50.0, 94.0, 100.0):
        best = [
            replace(c, scores=(Decimal(int(score)),) * len(c.scores)) for c in told.dossier.circles
        ]
        figure = plot_scores(replace(told.dossier, circles=tuple(best)))
        figure.draw_without_rendering()
        axes = figure.axes[0]
        (name,) = [t for t in axes.texts if t.get_text() in districts]
        top = axes.transData.transform((0, max(score, 80)))[1]  # the highest dot or line
        assert name.get_window_extent().y0 > top + 5


def test_few_circles_are_named_however_many_districts_they_lie_in(told: Told) -> None:
    apart = [replace(c, district=f"{n}号街道") for n, c in enumerate(told.dossier.circles)]
    figure = plot_scores(replace(told.dossier, circles=tuple(apart[:8])))
    assert {c.name for c in apart[:8]} <= set(texts(figure))
    assert {c.district for c in apart[:8]} <= set(texts(figure))
    for axes in figure.axes:
        assert axes.get_position().x1 <= 1
    many = [replace(c, id=f"{c.id}-{n}", district=f"{n}区") for c in apart for n in range(12)]
    assert not {c.name for c in many} & set(
        texts(plot_scores(replace(told.dossier, circles=tuple(many))))
    )


def test_rows_of_scores_are_about_equally_long(told: Told) -> None:
    one = told.dossier.circles[0]
    sizes = {"甲区": 40, "乙区": 40, "丙区": 40, "丁区": 20}
    circles = tuple(replace(one, district=name) for name, n in sizes.items() for _ in range(n))
    drawn = plot_scores(replace(told.dossier, circles=circles))
    rows = [{text.get_text() for text in axes.texts} & sizes.keys() for axes in drawn.axes]
    assert rows == [{"甲区", "乙区"}, {"丙区", "丁区"}]


def test_large_amounts_of_cost_have_separators_on_both_axes(told: Told) -> None:
    dear = tuple(replace(c, public_fen=c.public_fen + 10**11) for c in told.dossier.circles)
    for axes in plot_cost(replace(told.dossier, circles=dear)).axes:
        axes.figure.canvas.draw()
        shown = [label.get_text() for label in axes.get_yticklabels()]
        assert any("," in label for label in shown)
        assert not [label for label in shown if re.search(r"\d{4}", label)]


def test_circles_certified_before_differ_in_black_and_white() -> None:
    places = {"residents": 20_000, "lon": [116.0, 116.02], "lat": 35.0}
    table = pd.DataFrame(
        {"circle_id": list("ab"), "name": list("ab"), "district": "甲区", **places}
    )
    rows = [("a", 2024, "quality", True, 20_000), ("b", 2024, "quality", False, 20_000)]
    plan = pd.DataFrame(rows, columns=["circle_id", "year", "tier", "newly_certified", "residents"])
    premises = pd.DataFrame({"premises_id": ["p"], "lon": [116.0], "lat": [35.0]})
    projects = pd.DataFrame({"site_id": ["p"], "year": [2024]})
    panel = plot_map(table, premises, projects, plan, (2024,), cautions=()).axes[0]
    at = build_state(table, premises, projects, plan, None).circle_at
    hatched = [c for c in panel.collections if isinstance(c, PathCollection) and c.get_hatch()]
    assert [c.get_offsets().tolist() for c in hatched] == [at[1:].tolist()]


def test_a_tier_without_a_least_score_has_no_line(told: Told) -> None:
    scenario, rubric = told.scenario, told.scenario.rubric
    tiers = tuple(replace(tier, score_min_steps=0) for tier in rubric.tiers)
    free = replace(scenario, rubric=replace(rubric, tiers=tiers))
    shown = texts(plot_scores(replace(told.dossier, scenario=free)))
    assert not [text for text in shown if "虚线" in text or text.endswith(" 0")]
    assert [text for text in texts(plot_scores(told.dossier)) if "虚线" in text]


def test_names_of_tiers_stay_on_the_page(graded: Told) -> None:
    long = "很长很长很长很长的等级名称"
    scenario, rubric = graded.scenario, graded.scenario.rubric
    tiers = tuple(replace(tier, name=f"{long}{n}") for n, tier in enumerate(rubric.tiers))
    renamed = replace(scenario, rubric=replace(rubric, tiers=tiers))
    figure = plot_scores(replace(graded.dossier, scenario=renamed, names=names_of(renamed)))
    with chinese_text(SETTINGS):
        wide = figure.get_size_inches()[0] * figure.dpi
        boxes = [
            text.get_window_extent()
            for text in figure.findobj(Text)
            if text.get_text().startswith(f" {long}")
        ]
    assert len(boxes) > 2
    assert all(box.x1 <= wide for box in boxes)


def test_a_long_key_stays_on_the_page() -> None:
    fills = [Fill(f"情景假设：很长的补贴项目名称 {n}", "#12355b") for n in range(9)]
    bars = {("甲", "2024"): Bar(tuple((0.1, fill) for fill in fills), 1.0, "9 / 10")}
    section = Section("资金渠道", ("2024",), ("甲",), bars)
    with chinese_text(SETTINGS):
        figure = draw_tables(("题", "小题"), [section], fills, limit_name="上限", cautions=())
        wide, tall = (size * figure.dpi for size in figure.get_size_inches())
        names = {fill.name for fill in fills} | {"上限"}
        boxes = [
            text.get_window_extent() for text in figure.axes[0].texts if text.get_text() in names
        ]
    assert len(boxes) == len(names)
    assert all(box.x0 >= 0 and box.x1 <= wide and box.y1 <= tall for box in boxes)
    for n, one in enumerate(boxes):
        assert not any(one.overlaps(other) for other in boxes[n + 1 :])


def test_cost_bars_add_up_to_all_public_money(told: Told) -> None:
    figure = plot_cost(told.dossier)
    total = sum(bar.get_height() for bar in figure.axes[0].patches)
    assert total * 1_000_000 + told.dossier.unshared_fen == pytest.approx(
        told.record["control"]["committed_fen"]
    )
    running = np.asarray(figure.axes[1].lines[0].get_ydata(), dtype=float)
    assert (np.diff(running, n=2) > -1e-9).all()  # the cheapest first


def test_scores_and_cost_are_equal_byte_for_byte(told: Told, tmp_path: Path) -> None:
    for plot in (plot_scores, plot_cost):
        for name in ("a.png", "b.png"):
            write_png(plot(told.dossier), tmp_path / name)
        assert (tmp_path / "a.png").read_bytes() == (tmp_path / "b.png").read_bytes()


def test_hostile_names_can_be_drawn(hostile: Told, tmp_path: Path) -> None:
    with warnings.catch_warnings():
        warnings.filterwarnings("error", message="Glyph")
        write_figures(tmp_path, hostile.dossier, hostile.statement)
    assert len(list((tmp_path / "figures").glob("*.png"))) == 5


# --- targets --------------------------------------------------------------------------------


def test_every_target_is_written_and_shortfalls_stand_out(
    whole: object, drawn: list[Figure]
) -> None:
    targets, figure = whole.frames["targets"], drawn[1]
    written = texts(figure)
    for row in targets.itertuples():
        text = f"{row.planned} / {row.required}" + (
            f"   缺 {row.shortfall}" if row.shortfall else ""
        )
        assert text in written
    assert "认定生活圈数" in written
    assert "其中高品质" in written
    hatched = [p for p in figure.axes[0].patches if p.get_hatch() == "/////"]
    assert len(hatched) == (targets["shortfall"] > 0).sum() + 1  # one in the key
    assert any("40 / 40" in text for text in written)


def test_targets_of_the_whole_city_and_shares_are_readable() -> None:
    targets = pd.DataFrame(
        [
            ("pace::2024", "", 2024, 10, 12, 0, False),
            ("share:主城区:2024", "", 2024, "0.5", "0.45", "0.05", True),
        ],
        columns=["target_id", "district", "year", "required", "planned", "shortfall", "binding"],
    )
    written = texts(
        plot_targets(target_facts(targets, Names(targets={"share": "人口覆盖率"})), cautions=())
    )
    assert {"全市", "主城区", "人口覆盖率", "12 / 10", "45.0% / 50.0%   缺 5.0%"} <= set(written)


def test_no_targets_give_an_empty_table() -> None:
    empty = pd.DataFrame(
        columns=["target_id", "district", "year", "required", "planned", "shortfall", "binding"]
    )
    assert any(
        "0 项任务" in text
        for text in texts(plot_targets(target_facts(empty, Names()), cautions=()))
    )


# --- spending -------------------------------------------------------------------------------


def money(*rows: tuple[object, ...]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["budget_id", "year", "cap_yuan", "committed_yuan"])


def payments(*rows: tuple[object, ...]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["programme_id", "budget_id", "year_committed", "yuan"])


def test_amounts_are_in_wan_and_rest_excess_and_open_caps_are_named() -> None:
    lines = money(
        ("a", 2023, "1500000", "1234000"), ("a", 2024, 100_000, 150_000), ("b", 2023, None, 20_000)
    )
    figure = plot_spending(lines, payments(), cautions=(), names=Names(budgets={"a": "奖励"}))
    written = texts(figure)
    assert "123.4 / 150  余 26.6" in written
    assert "15 / 10  超 5" in written
    assert "2 / 不设上限" in written
    assert "125.4 / 部分不设上限" in written
    assert "奖励" in written


def test_bars_are_stacked_by_programme_and_hide_nothing() -> None:
    figure = plot_spending(
        money(("a", 2023, 100, 100)),
        payments(("p", "a", 2023, 30), ("p", "a", 2023, 20), ("q", "a", 2023, 10)),
        cautions=(),
    )
    boxes = [p for p in figure.axes[0].patches if p.get_zorder() == 3 and p.get_y() > 1.3]
    widths = [box.get_width() for box in boxes]
    assert np.allclose(np.array(widths) / sum(widths), [0.5, 0.1, 0.4])
    assert {"p", "q", "其他"} <= set(texts(figure))
    assert len({box.get_hatch() for box in boxes}) == 3


def test_lines_by_district_are_tables_of_their_own_in_the_policy_s_order() -> None:
    names = Names(
        budgets={"pool": "奖励", "fund:乙区": "专项·乙区", "fund:甲县": "专项·甲县"},
        district_budgets={"fund:乙区": ("专项", "乙区"), "fund:甲县": ("专项", "甲县")},
    )
    lines = money(
        ("fund:甲县", 2023, 100, 1), ("fund:乙区", 2023, 1_000_000, 10), ("pool", 2023, 10, 10)
    )
    figure = plot_spending(lines, payments(), cautions=(), names=names)
    at = {text.get_text(): text.get_position()[1] for text in figure.findobj(Text)}
    assert at["奖励"] < at["专项"] < at["乙区"] < at["甲县"]
    outlines = [p for p in figure.axes[0].patches if p.get_zorder() == 4]
    assert len(outlines) == 4
    assert (
        np.ptp([box.get_width() for box in outlines]) < 1e-9
    )  # small caps are as long as large ones


def test_many_programmes_share_one_colour() -> None:
    rows = [(f"p{i}", "a", 2023, 10 + i) for i in range(12)]
    written = texts(plot_spending(money(("a", 2023, 500, 186)), payments(*rows), cautions=()))
    assert sum(text.startswith("p") for text in written) == 6
    assert "其他" in written


def test_dollar_signs_in_names_are_no_formulas(tmp_path: Path) -> None:
    figure = plot_spending(
        money(("$\\frac{$", 2023, 5, 5)), payments(("$x$", "$\\frac{$", 2023, 5)), cautions=()
    )
    write_png(figure, tmp_path / "a.png")
    assert {"$\\frac{$", "$x$"} <= set(texts(figure))


KEPT = ("report", "html")
"""A file."""


def all_figures(told: Told, lang: str) -> list[Figure]:
    """The five figures of a run."""
    dossier = replace(told.dossier, lang=lang)
    tables, statement, say = told.scenario.tables, told.statement, dossier.say
    return [
        plot_map(
            tables.circles, tables.premises, statement.projects, statement.circles,
            told.scenario.years, cautions=(), names=dossier.names, say=say,
        ),
        plot_targets(dossier.targets, cautions=(), say=say),
        plot_spending(
            statement.money, statement.payments, cautions=(), names=dossier.names, say=say
        ),
        plot_scores(dossier),
        plot_cost(dossier),
    ]  # fmt: skip


def names_in(told: Told) -> str:
    """Everything of a run that is called the same in both languages."""
    scenario, circles = told.scenario, told.scenario.tables.circles
    named = str(circles[["circle_id", "name", "district"]].to_dict("list"))
    return named + str((told.dossier.names, scenario.rubric.tables, scenario.policy.unrated_name))


def test_english_pictures_hold_no_chinese_but_names(told: Told) -> None:
    known = names_in(told)
    for figure in all_figures(told, "en"):
        assert not [run for run in chinese_in(figure) if run not in known]


def test_chinese_pictures_hold_no_english_but_names(told: Told) -> None:
    known = names_in(told)
    for figure in all_figures(told, "zh"):
        words = {word for text in texts(figure) for word in re.findall(r"[A-Za-z]{2,}", text)}
        assert not [word for word in words if word not in known and word not in KEPT]


def with_circles(told: Told, n: int) -> Dossier:
    """A dossier of so many certified circles, each dearer than the one before."""
    made = next(circle for circle in told.dossier.circles if circle.certified)
    circles = tuple(
        replace(
            made, id=f"GX{i:03}", name=f"高新-{i:03} 社区", public_fen=i * 1_000_000, award_fen=0
        )
        for i in range(1, n + 1)
    )
    return replace(told.dossier, circles=circles)


@pytest.mark.parametrize("n", [3, 12, 30, 40])
def test_each_bar_of_few_circles_bears_its_name(told: Told, n: int) -> None:
    figure = plot_cost(with_circles(told, n))
    figure.draw_without_rendering()
    labels = figure.axes[0].get_xticklabels()
    assert [label.get_text() for label in labels] == [f"高新-{i:03} 社区" for i in range(1, n + 1)]
    boxes = [label.get_window_extent() for label in labels]
    assert all(a.x1 < b.x0 for a, b in itertools.pairwise(boxes))
    assert min(box.y0 for box in boxes) > figure.axes[0].xaxis.label.get_window_extent().y1
    assert figure.axes[0].xaxis.label.get_window_extent().y0 > 0


def test_of_many_circles_the_dearest_are_named(told: Told) -> None:
    written = "\n".join(texts(plot_cost(with_circles(told, 200))))
    assert [f"高新-{i:03} 社区  {i:.1f}" in written for i in (200, 196, 195)] == [True, True, False]
