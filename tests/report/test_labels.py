"""Words of maps cover no circle and no other word, in any city that ships and in crowded ones."""

import itertools
import time
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from matplotlib.text import Text

from placement.report.cautions import SYNTHETIC
from placement.report.figures import plot_map
from placement.report.figures.map_layout import arrange, marker_points
from placement.report.figures.map_state import build_state
from placement.report.labels import LEFT_OUT, label_beside, label_of_area, settle_labels

SHIPPED = sorted(
    path.parent for path in (Path(__file__).parents[2] / "scenarios").glob("*/circles.csv")
)
FRAME = (0.0, 0.0, 1000.0, 1000.0)
NO_MARKS = np.empty((0, 2))
CHINESE = {
    "生活圈编号": "circle_id", "所属区县": "district", "常住人口(人)": "residents", "经度": "lon",
    "纬度": "lat", "用房编号": "premises_id",
}  # fmt: skip


def crowded(n: int, seed: int = 1) -> np.ndarray:
    draw = np.random.default_rng(seed)
    return np.column_stack([draw.uniform(0, 1000, (n, 2)), draw.uniform(4, 14, n)])


@pytest.mark.parametrize("n", [1, 30, 300, 900])
def test_no_label_touches_a_circle_a_label_or_the_frame(n: int) -> None:
    discs = crowded(n)
    marks = crowded(50, seed=2)[:, :2]
    labels = [label_beside(disc, 34, 12) for disc in discs]
    before = time.process_time()
    spots = settle_labels(labels, discs, marks, FRAME)
    assert time.process_time() - before < 2
    assert spots == settle_labels(labels, discs, marks, FRAME)
    at = np.array(
        [x.spots[s] for x, s in zip(labels, spots, strict=True) if s != LEFT_OUT]
    ).reshape(-1, 2)
    assert len(at) >= min(n, 30) * 0.9
    half = np.array((17, 6))
    assert (at - half >= 0).all()
    assert (at + half <= 1000).all()
    away = np.maximum(np.abs(at[:, None] - discs[None, :, :2]) - half, 0)
    assert ((away**2).sum(axis=2) >= discs[:, 2] ** 2).all()
    apart = (np.abs(at[:, None] - at[None]) >= 2 * half).any(axis=2)
    assert (apart | np.eye(len(at), dtype=bool)).all()


def test_the_first_label_takes_the_spot_and_goes_round_what_is_there() -> None:
    discs = np.array([(500.0, 500.0, 10.0), (500.0, 518.0, 4.0)])
    first, second = (label_beside(disc, 30, 10) for disc in discs)
    assert settle_labels([first], discs[:1], NO_MARKS, FRAME) == [0]  # below
    assert settle_labels([first], discs, NO_MARKS, FRAME) == [1]  # above: another circle lies below
    alone = settle_labels([second], discs, NO_MARKS, FRAME)
    assert alone == [0]
    marks = np.array([(500.0, 518.0 + 11)] * 3)
    assert settle_labels([second], discs, marks, FRAME) != alone


def test_a_label_without_room_is_left_out() -> None:
    discs = np.array([(x, y, 9.0) for x in range(0, 200, 20) for y in range(0, 200, 20)], float)
    middle = discs[55]
    assert settle_labels([label_beside(middle, 30, 10)], discs, NO_MARKS, FRAME) == [LEFT_OUT]


def test_the_name_of_an_area_stands_above_it_and_never_nearer_to_another() -> None:
    own = np.array([(300.0, 600.0), (340.0, 640.0)])
    label = label_of_area(own, np.empty((0, 2)), 20, 60, 15)
    assert label.spots[0].tolist() == [300, 600 - 20 - 7.5 - 1.5]
    neighbour = np.array([(300.0, 560.0)])
    beside = label_of_area(own, neighbour, 20, 60, 15)
    assert 0 < len(beside.spots) < len(label.spots)
    to = lambda points: np.hypot(*(beside.spots[:, None] - points[None]).T).min(axis=0)  # noqa: E731
    assert (to(own) < to(neighbour)).all()


@pytest.mark.parametrize("folder", SHIPPED, ids=lambda path: path.name)
def test_no_word_of_a_shipped_city_s_map_lies_on_a_circle_or_another_word(folder: Path) -> None:
    city, premises = (
        pd.read_csv(folder / f"{name}.csv").rename(columns=CHINESE)
        for name in ("circles", "premises")
    )
    n = len(city) // 2
    plan = pd.DataFrame(
        {"circle_id": city["circle_id"][:n], "year": 2025, "tier": "basic", "newly_certified": True}
    )
    used = premises["premises_id"][::3]
    projects = pd.DataFrame({"site_id": used, "year": 2025})
    city = city.drop(columns="current_tier", errors="ignore")
    figure = plot_map(city, premises, projects, plan, (2025,), cautions=(SYNTHETIC,))
    state = build_state(city, premises, projects, plan, None)
    layout = arrange(state.circle_at, state.district.tolist(), 9.3)
    largest = max(float(np.quantile(state.residents, 0.9)), 1)
    radius = np.sqrt(np.clip(state.residents / largest, 0.16, 1.6)) / 2
    radius *= marker_points(state.circle_at, layout.points_per_km) * figure.dpi / 72
    ids, districts = set(state.labels), set(state.district)
    written = 0
    for axes in figure.axes:
        here = [t for t in axes.texts if t.get_text() in ids | districts and t.get_zorder() == 6]
        if not here:
            continue
        boxes = [(text.get_text(), text.get_window_extent()) for text in here]
        written += sum(text in ids for text, _ in boxes)
        middles = axes.transData.transform(state.circle_at)
        for text, box in boxes:
            across = np.maximum(np.maximum(box.x0 - middles[:, 0], middles[:, 0] - box.x1), 0)
            down = np.maximum(np.maximum(box.y0 - middles[:, 1], middles[:, 1] - box.y1), 0)
            assert (np.hypot(across, down) >= radius - 0.5).all(), text
        for (one, a), (other, b) in itertools.combinations(boxes, 2):
            assert not a.padded(-0.5).overlaps(b.padded(-0.5)), (one, other)
    notes = [t.get_text() for t in figure.findobj(Text) if "未注出" in t.get_text()]
    assert written == len(city) or notes
    assert written > len(city) / 3
