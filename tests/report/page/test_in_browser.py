"""The page in a real Chromium without network: nothing asked for, nothing complained about, and it works."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from browser import MISSING, Browser
from placement.errors import Text
from placement.report.labels import LEFT_OUT, label_beside, label_of_area, settle_labels
from placement.report.page import write_page
from told import Told

pytestmark = pytest.mark.skipif(MISSING is not None, reason=str(MISSING))

READY = "document.getElementById('map').dataset.ready === 'yes'"
RIGHT, LEFT = "\ue014", "\ue012"


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with Browser(tmp_path_factory.mktemp("profile")) as browser:
        yield browser


@pytest.fixture(scope="module")
def pages(told: Told, hostile: Told, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("pages")
    paths = {"plain": folder / "report.html", "hostile": folder / "hostile.html"}
    write_page(paths["plain"], told.dossier)
    write_page(paths["hostile"], hostile.dossier)
    return paths


def complaints(browser: Browser) -> list[Any]:
    return [entry for entry in browser.said() if entry["level"] not in {"INFO", "DEBUG"}]


def colours(browser: Browser) -> list[str]:
    found: list[str] = browser.run(
        "return Array.from(Bokeh.documents[0].get_model_by_name('circles').data.fill)"
    )
    return found


@pytest.mark.parametrize("name", ["plain", "hostile"])
def test_no_request_and_no_complaint(browser: Browser, pages: dict[str, Path], name: str) -> None:
    browser.requests()
    browser.open(pages[name], READY)
    asked = [url for url in browser.requests() if not url.startswith(("chrome:", "data:"))]
    assert asked == [pages[name].resolve().as_uri()]
    assert complaints(browser) == []
    assert (
        browser.run(
            "return performance.getEntriesByType('resource').filter(e => !e.name.startsWith('data:')).length"
        )
        == 0
    )


def test_the_slider_moves_the_map_and_its_numbers(
    told: Told, browser: Browser, pages: dict[str, Path]
) -> None:
    browser.open(pages["plain"], READY)
    shown = lambda: browser.run(  # noqa: E731
        "return [0, 1].map(n => Number(document.getElementById('count-' + n).textContent))"
    )
    tiers = [tier.id for tier in reversed(told.scenario.rubric.tiers)]
    by_year = [
        [sum(c.tiers[n] == tier for c in told.dossier.circles) for tier in tiers]
        for n in range(len(told.dossier.years))
    ]
    assert shown() == by_year[-1]
    last = colours(browser)
    browser.keys("#year", LEFT * 2)
    assert browser.run("return document.getElementById('year-shown').textContent") == str(
        told.dossier.years[0]
    )
    assert shown() == by_year[0]
    assert colours(browser) != last
    browser.keys("#year", RIGHT * 2)
    assert shown() == by_year[-1]
    assert colours(browser) == last
    assert complaints(browser) == []


def test_the_legend_counts_the_place_shown_and_names_it_in_print_too(
    told: Told, browser: Browser, tmp_path: Path
) -> None:
    half = len(told.dossier.circles) // 2
    circles_of_two = tuple(
        replace(circle, district="甲区" if n < half else "乙区")
        for n, circle in enumerate(told.dossier.circles)
    )
    projects_of_two = tuple(
        replace(project, district="甲区" if n % 3 else "乙区")
        for n, project in enumerate(told.dossier.projects)
    )
    dossier = replace(told.dossier, circles=circles_of_two, projects=projects_of_two)
    write_page(tmp_path / "report.html", dossier)
    browser.open(tmp_path / "report.html", READY)
    text = lambda name: browser.run(f"return document.getElementById('{name}').textContent")  # noqa: E731
    places = browser.run("return Array.from(document.getElementById('place').options, o => o.text)")
    districts = {"甲区", "乙区"}
    assert places == ["全市", "甲区", "乙区"]
    for number, name in enumerate(places):
        browser.run(
            "const s = document.getElementById('place'); s.value = String(arguments[0]);"
            "s.dispatchEvent(new Event('change'))",
            number,
        )
        shown = districts if name == "全市" else set(name.split("、"))
        circles = [c for c in dossier.circles if c.district in shown]
        built = [p for p in dossier.projects if p.lon is not None and p.district in shown]
        counted = [int(text(f"count-{n}")) for n in range(len(told.scenario.rubric.tiers))]
        assert sum(counted) == sum(bool(c.tiers[-1]) for c in circles), name
        assert int(text("count-none")) == sum(not c.tiers[-1] for c in circles), name
        assert int(text("count-premises")) == len(built), name
        assert text("place-shown") == name
    hidden = browser.run(
        "return Array.from(document.styleSheets).flatMap(s => Array.from(s.cssRules))"
        ".filter(r => r.media && r.media.mediaText === 'print').flatMap(r => Array.from(r.cssRules))"
        ".filter(r => r.style.display === 'none')"
        ".some(r => document.getElementById('place-shown').matches(r.selectorText))"
    )
    assert not hidden
    assert complaints(browser) == []


def test_a_phone_shows_all_without_moving_the_page_sideways(
    browser: Browser, pages: dict[str, Path]
) -> None:
    """Tables scroll in themselves, and no column is so narrow that a name becomes a stack of letters."""
    browser.be_a_phone(320)
    try:
        browser.open(pages["plain"], READY)
        assert browser.run("return document.documentElement.scrollWidth") == 320
        narrow = browser.run(
            "return Array.from(document.querySelectorAll('.wide tbody th, .scroll tbody th, .controls label'))"
            ".filter(e => e.offsetWidth && e.offsetWidth < 5 * parseFloat(getComputedStyle(e).fontSize)"
            " && e.textContent.trim().length > 8).map(e => e.textContent)"
        )
        assert narrow == []
        scale = browser.run(
            "const p = Bokeh.documents[Bokeh.documents.length - 1].get_model_by_name('plot');"
            "return [(p.x_range.end - p.x_range.start) / p.inner_width, (p.y_range.end - p.y_range.start) / p.inner_height]"
        )
        assert scale[0] == pytest.approx(scale[1])
    finally:
        browser.be_a_phone(0)


def test_tables_that_go_on_sideways_say_so_on_a_phone_alone(
    browser: Browser, pages: dict[str, Path]
) -> None:
    hints = """
        return Array.from(document.querySelectorAll('.wide, .scroll'), box => [
            box.scrollWidth > box.clientWidth + 1,
            getComputedStyle(box, '::before').content.includes('左右滑动'),
        ])
    """
    browser.be_a_phone(400)
    try:
        browser.open(pages["plain"], READY)
        found = browser.run(hints)
        assert any(goes_on for goes_on, _ in found)
        assert all(goes_on == told for goes_on, told in found)
    finally:
        browser.be_a_phone(0)
    browser.open(pages["plain"], READY)
    assert not any(told for _, told in browser.run(hints))


def test_a_print_holds_the_whole_map_and_leaves_the_page_as_it_was(
    browser: Browser, pages: dict[str, Path]
) -> None:
    """The map is printed as a picture as wide as the paper, whatever the window, with the year shown."""
    browser.open(pages["plain"], READY)
    before = browser.run("return document.getElementById('map').offsetWidth")
    browser.keys("#year", LEFT)
    assert browser.print_a4().startswith(b"%PDF")
    size = browser.run(
        "const c = document.querySelector('#map-print canvas'); return c && [c.width, c.height]"
    )
    assert size[0] > size[1] > 0
    try:
        browser.show_as("print")
        shown = browser.run("""
            const box = (e) => e.getBoundingClientRect();
            const canvas = box(document.querySelector('#map-print canvas')), page = box(document.body);
            return [canvas.left >= page.left, canvas.right <= page.right + 1, canvas.height > 100,
                box(document.getElementById('map')).height];
        """)
        assert shown == [True, True, True, 0]
    finally:
        browser.show_as("screen")
    time.sleep(0.3)
    assert browser.run("return document.getElementById('map').offsetWidth") == before
    assert browser.run("return document.getElementById('map-print').offsetHeight") == 0
    browser.keys("#year", RIGHT)
    assert complaints(browser) == []


def test_heading_and_legend_are_printed_on_the_page_of_the_map(
    browser: Browser, pages: dict[str, Path]
) -> None:
    browser.open(pages["plain"], READY)
    browser.print_a4()
    kept = browser.run("""
        const box = document.getElementById('map-print').closest('.together');
        return ['h2', '.controls', '.legend', 'canvas'].map(part => box.querySelectorAll(part).length);
    """)
    assert kept == [1, 1, 1, 1]
    browser.show_as("print")
    try:
        broken = "return getComputedStyle(document.querySelector('.together')).breakInside"
        assert browser.run(broken) == "avoid"
    finally:
        browser.show_as("screen")


def test_both_directions_keep_one_scale_whatever_changes_the_size_of_the_map(
    browser: Browser, pages: dict[str, Path]
) -> None:
    browser.open(pages["plain"], READY)
    scales = """
        const plot = Bokeh.documents[0].get_model_by_name('plot');
        const unit = (range, pixels) => (range.end - range.start) / pixels;
        return [plot.inner_height, unit(plot.x_range, plot.inner_width) / unit(plot.y_range, plot.inner_height)];
    """
    before, _ = browser.run(scales)
    browser.run("Bokeh.documents[0].get_model_by_name('plot').height = 400")
    for _attempt in range(100):
        height, ratio = browser.run(scales)
        if height != before:
            break
        time.sleep(0.05)
    assert height < before
    assert ratio == pytest.approx(1, abs=0.01)


def test_the_map_is_drawn_with_its_circles(browser: Browser, pages: dict[str, Path]) -> None:
    browser.open(pages["plain"], READY)
    browser.run("document.documentElement.style.scrollBehavior = 'auto'; location.hash = '#where'")
    time.sleep(0.5)
    with Image.open(BytesIO(browser.picture())) as picture:
        found = {colour for _, colour in picture.convert("RGB").getcolors(1_000_000)}
    assert (0x12, 0x35, 0x5B) in found
    assert (0xEE, 0xF1, 0xF4) in found
    assert browser.run("return document.fonts.check('12px PlanCJK', '圈')")


SHOWN_LABELS = """
    const model = (name) => Bokeh.documents[0].get_model_by_name(name);
    const plot = model('plot'), scale = plot.inner_width / (plot.x_range.end - plot.x_range.start);
    const screen = (d, n) => [(d.x[n] - plot.x_range.start) * scale, (plot.y_range.end - d.y[n]) * scale];
    const labels = model('labels').data, circles = model('circles').data;
    const pen = document.createElement('canvas').getContext('2d');
    return {
      labels: Array.from(labels.text).map((text, n) => {
        pen.font = labels.font_size[n] + " PlanCJK";
        const [x, y] = screen(labels, n), wide = pen.measureText(text).width / 2;
        return [text, x - wide, y - 6, x + wide, y + 6];
      }),
      circles: Array.from(circles.size).map((size, n) => [...screen(circles, n), size / 2]),
    };
"""


def test_words_on_the_map_cover_no_circle_and_no_other_word(
    told: Told, browser: Browser, tmp_path: Path
) -> None:
    """From the whole city to a street, on a wide window and on a phone."""
    third = len(told.dossier.circles) // 3
    circles = tuple(
        replace(circle, district=f"很长的街道{n // third}")
        for n, circle in enumerate(told.dossier.circles)
    )
    path = tmp_path / "report.html"
    write_page(path, replace(told.dossier, circles=circles))
    for width in (0, 400):
        browser.be_a_phone(width)
        browser.open(path, READY)
        for place in range(browser.run("return document.getElementById('place').options.length")):
            browser.run(
                "const s = document.getElementById('place'); s.value = String(arguments[0]);"
                "s.dispatchEvent(new Event('change'))",
                place,
            )
            time.sleep(0.2)
            found = browser.run(SHOWN_LABELS)
            boxes = found["labels"]
            assert len(boxes) > 1
            assert circles[0].id in {text for text, *_ in boxes} or place > 1  # the chosen one
            for n, (text, left, top, right, bottom) in enumerate(boxes):
                for x, y, radius in found["circles"]:
                    across = max(left - x, x - right, 0)
                    down = max(top - y, y - bottom, 0)
                    assert across**2 + down**2 >= radius**2, text
                for other, left_, top_, right_, bottom_ in boxes[n + 1 :]:
                    apart = right <= left_ or right_ <= left or bottom <= top_ or bottom_ <= top
                    assert apart, (text, other)
    browser.be_a_phone(0)
    assert complaints(browser) == []


def test_circles_whose_tier_is_new_in_the_year_shown_are_named_first(
    told: Told, browser: Browser, pages: dict[str, Path]
) -> None:
    """All have room here: words are in the order in which they look for it."""
    browser.open(pages["plain"], READY)
    by_id = {circle.id: circle for circle in told.dossier.circles}
    found = []
    for n, year in enumerate(told.dossier.years):
        browser.run(
            "const s = document.getElementById('year'); s.value = String(arguments[0]);"
            "s.dispatchEvent(new Event('input'))",
            n,
        )
        chosen, *others = (
            by_id[text] for text, *_ in browser.run(SHOWN_LABELS)["labels"] if text in by_id
        )
        ranks = [2 if year in c.certified else int(bool(c.tiers[n])) for c in others]
        assert chosen is told.dossier.circles[0]
        assert ranks == sorted(ranks, reverse=True)
        found.append(set(ranks))
    assert {0, 1, 2} in found


def test_the_page_places_words_as_the_figure_does(browser: Browser, pages: dict[str, Path]) -> None:
    browser.open(pages["plain"], READY)
    draw = np.random.default_rng(5)
    discs = np.column_stack([draw.uniform(0, 700, (300, 2)), draw.uniform(3, 12, 300)])
    marks = draw.uniform(0, 700, (40, 2))
    frame = (0.0, 0.0, 700.0, 700.0)
    own = discs[:, 0] < 350
    areas = [(discs[own, :2], discs[~own, :2]), (discs[~own, :2], discs[own, :2])]
    labels = [label_of_area(one, other, 9.0, 60.0, 15.0) for one, other in areas]
    labels += [label_beside(disc, 34.0, 12.0) for disc in discs]
    asked = [discs.tolist(), marks.tolist(), list(frame), [[a.tolist() for a in p] for p in areas]]
    script = """
        const [discs, marks, frame, areas] = arguments, make = placementLabels;
        const labels = [...areas.map(([own, others]) => make.ofArea(own, others, 9, 60, 15)),
          ...discs.map((disc) => make.beside(disc, 34, 12))];
        return make.settle(labels, discs, marks, frame).map((n, k) => (n < 0 ? null : labels[k].spots[n]));
    """
    spots = settle_labels(labels, discs, marks, frame)
    expected = [
        None if spot == LEFT_OUT else label.spots[spot].tolist()
        for label, spot in zip(labels, spots, strict=True)
    ]
    assert None in expected
    assert browser.run(script, *asked) == [
        None if spot is None else pytest.approx(spot) for spot in expected
    ]


def test_a_tier_lost_by_review_is_crossed_out_from_that_year_on(
    told: Told, browser: Browser, tmp_path: Path
) -> None:
    years, tiers = told.dossier.years, [tier.id for tier in told.scenario.rubric.tiers]
    first, second, *rest = told.dossier.circles
    gone = replace(
        first, current_tier=tiers[0], certified={}, tiers=(tiers[0], *[""] * (len(years) - 1))
    )
    fallen = replace(
        second,
        current_tier="",
        certified={years[0]: tiers[1]},
        tiers=(tiers[1], *[tiers[0]] * (len(years) - 1)),
    )
    kept = [replace(c, tiers=("",) * len(years), certified={}, current_tier="") for c in rest]
    words = (Text("复评", "review"),)
    dossier = replace(told.dossier, circles=(gone, fallen, *kept), reviews=words)
    write_page(tmp_path / "report.html", dossier)
    browser.open(tmp_path / "report.html", READY)
    crossed = (
        "return Array.from(Bokeh.documents[0].get_model_by_name('circles').data.cross, s => s > 0)"
    )
    said = "return Array.from(Bokeh.documents[0].get_model_by_name('circles').data.tier)"
    count = lambda name: browser.run(  # noqa: E731
        "return Number(document.getElementById(arguments[0]).textContent)", name
    )
    assert browser.run(crossed) == [True, True, *[False] * len(rest)]
    assert (count("count-lost"), count("count-none")) == (1, len(rest))
    assert f"{years[1]} 年复评，原为" in browser.run(said)[0]
    browser.keys("#year", LEFT * len(years))
    assert not any(browser.run(crossed))
    assert (count("count-lost"), count("count-none")) == (0, len(rest))
    assert complaints(browser) == []


def test_choosing_a_circle_shows_its_card(
    told: Told, browser: Browser, pages: dict[str, Path]
) -> None:
    browser.open(pages["plain"], READY)
    place = next(n for n, c in enumerate(told.dossier.circles) if c.certified)
    circle = told.dossier.circles[place]
    browser.run(
        "const s = document.getElementById('circle'); s.value = String(arguments[0]);"
        "s.dispatchEvent(new Event('change'))",
        place,
    )
    assert circle.name in browser.run("return document.getElementById('card-title').textContent")
    facts = browser.run("return document.getElementById('card-facts').textContent")
    assert f"得分 {circle.score_today.normalize():f} → {circle.scores[-1].normalize():f}" in facts
    rows = browser.run(
        "return Array.from(document.querySelectorAll('#card-lines tr:not(.chapter)'))"
        ".map(r => Array.from(r.cells).slice(1, 6).map(c => c.textContent))"
    )
    assert len(rows) == len(told.dossier.lines)
    for row, line in zip(rows, told.dossier.cards[circle.id], strict=True):
        assert float(row[0]) == line.existing
        assert float(row[3]) == line.points_today
        assert float(row[4]) == line.points[-1]
    served = sum(circle.id in project.circle_ids for project in told.dossier.projects)
    assert browser.run("return document.querySelectorAll('#card-projects li').length") == max(
        served, 1
    )


def test_hostile_names_are_texts_everywhere(browser: Browser, pages: dict[str, Path]) -> None:
    browser.open(pages["hostile"], READY)
    title = browser.run("return document.title")
    browser.run("document.documentElement.style.scrollBehavior = 'auto'; location.hash = '#where'")
    time.sleep(0.5)
    places = browser.run(
        "const plot = Bokeh.documents[0].get_model_by_name('plot');"
        "const d = Bokeh.documents[0].get_model_by_name('circles').data;"
        "const frame = document.getElementById('map').getBoundingClientRect();"
        "const x = plot.x_range, y = plot.y_range;"
        "const left = frame.left + (frame.width - plot.inner_width) / 2;"
        "const top = frame.bottom - 6 - plot.inner_height;"
        "return Array.from(d.x).map((v, n) => [left + (v - x.start) / (x.end - x.start) * plot.inner_width,"
        " top + (y.end - d.y[n]) / (y.end - y.start) * plot.inner_height])"
    )
    seen = ""
    for x, y in places:
        browser.hover(round(x), round(y))
        time.sleep(0.15)
        seen += browser.run(SHOWN_ANYWHERE)
        if "<img src=x" in seen:
            break
    assert "<img src=x" in seen
    fonts = browser.run(FONTS_OF_TOOLTIPS)
    assert fonts
    assert all("PlanCJK" in font for font in fonts)  # no boxes where there is no Chinese font
    assert browser.run("return document.title") == title
    assert browser.run(FOREIGN_ELEMENTS) == 0
    assert complaints(browser) == []


DEEP = (
    "const all = []; const walk = (root) => root.querySelectorAll('*').forEach((e) => {"
    " all.push(e); if (e.shadowRoot) walk(e.shadowRoot); }); walk(document);"
)
SHOWN_ANYWHERE = DEEP + (
    "return all.filter(e => e.className && String(e.className).includes('tooltip')).map(e => e.textContent).join(' ')"
)
FONTS_OF_TOOLTIPS = DEEP + (
    "return all.filter(e => String(e.className).includes('bk-tooltip'))"
    ".map(e => getComputedStyle(e).fontFamily)"
)
FOREIGN_ELEMENTS = (
    DEEP + "return all.filter(e => e.matches('img, svg, iframe, [onerror], [onload]')).length"
)


def test_on_paper_lists_are_whole_and_controls_are_gone(
    browser: Browser, pages: dict[str, Path]
) -> None:
    browser.open(pages["plain"], READY)
    cut = (
        "return Array.from(document.querySelectorAll('.scroll'))"
        ".filter(e => e.scrollHeight > e.clientHeight + 2).length"
    )
    seen = "return Array.from(document.querySelectorAll('nav, .controls input, .controls select')).filter(e => e.offsetParent).length"
    assert browser.run(cut) > 0
    assert browser.run(seen) > 0
    browser.show_as("print")
    try:
        assert browser.run(cut) == 0
        assert browser.run(seen) == 0
    finally:
        browser.show_as("screen")
