"""The column beside the map: a table of counts whose cells are the symbols, sizes, and a locator."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from placement.plain import counted
from placement.report.figures.map_layers import UNCERTIFIED_SHARE, Symbols
from placement.report.figures.map_state import EARLIER, CityState
from placement.report.figures.projection import Float
from placement.report.figures.style import FAINT, INK, MUTED, PAPER, SMALL_SIZE, WASH
from placement.report.speaker import Speaker
from placement.scenario.names import Names

LINE, FIRST_COLUMN = 25.0, 44.0
ROUND = (1, 2, 3, 5)
PER_LINE = 4
WAN = 10_000
Row = tuple[str, Callable[[Float], None], int]
"""What a symbol is called, how it is drawn, and how many there are."""


class SideColumn:
    """Draws downwards in an axes whose unit is one point; ``y`` is where the next row goes."""

    def __init__(self, axes: Axes, width: float, height: float, say: Speaker) -> None:
        axes.set(xlim=(0, width), ylim=(0, height))
        axes.set_axis_off()
        self.axes = axes
        self.say = say
        self.width = width
        self.y = height - 8

    def write(
        self, x: float, text: str, *, size: float = 10, colour: str = INK, ha: str = "left"
    ) -> None:
        """Write at ``x`` in the present row."""
        self.axes.text(x, self.y, text, size=size, color=colour, ha=ha, va="center_baseline")

    def heading(self, text: str) -> None:
        """Write a heading with a rule below it."""
        self.write(0, text, size=11)
        self.axes.plot([0, self.width], [self.y - 11] * 2, color=FAINT, linewidth=0.8)
        self.y -= LINE + 2

    def row(self, name: str, draw: Callable[[Float], None], count: int) -> None:
        """Draw one symbol with its name and count."""
        draw(np.array([[9.0, self.y]]))
        self.write(24, name)
        self.write(self.width, f"{count:,}", ha="right")
        self.y -= LINE - 4


def draw_counts(column: SideColumn, state: CityState, symbols: Symbols, names: Names) -> None:
    """Draw a table of years × tiers and premises: the legend of the symbols and their numbers."""
    column.heading(column.say("期末等级与达到年份", "final tier, year reached"))
    step = (column.width - FIRST_COLUMN) / (len(symbols.tiers) + 1)
    lefts = [FIRST_COLUMN + step * i for i in range(len(symbols.tiers) + 1)]
    for x, head in zip(
        lefts,
        [*(names.tiers.get(t, t) for t in symbols.tiers), column.say("改造用房", "premises")],
        strict=True,
    ):
        column.write(x, head, size=SMALL_SIZE, colour=MUTED)
    column.y -= LINE - 4
    size = np.array([min(symbols.diameter, 13.0) ** 2])
    for year in symbols.colours:
        column.write(0, str(year))
        for x, tier in zip(lefts, symbols.tiers, strict=False):
            symbols.draw_circles(column.axes, np.array([[x + 7, column.y]]), size, tier, year)
            count = ((state.tier == tier) & (state.circle_year == year)).sum()
            column.write(x + 18, f"{count:,}")
        symbols.draw_premises(column.axes, np.array([[lefts[-1] + 7, column.y]]), year)
        column.write(lefts[-1] + 18, f"{(state.premises_year == year).sum():,}")
        column.y -= LINE - 2
    column.axes.plot([0, column.width], [column.y + LINE / 2] * 2, color=FAINT, linewidth=0.8)
    column.write(0, column.say("合计", "total"))
    is_new = state.circle_year != EARLIER
    totals = [((state.tier == tier) & is_new).sum() for tier in symbols.tiers]
    for x, total in zip(lefts, [*totals, (state.premises_year > 0).sum()], strict=True):
        column.write(x + 18, f"{total:,}")
    column.y -= LINE - 2
    _write_certifications(column, state)


def _write_certifications(column: SideColumn, state: CityState) -> None:
    """Say how the counts go together with the number of certifications, which counts a rise again."""
    total = sum(state.certifications.values())
    say = column.say
    parts = [
        say(f"{year} 年 {n:,}", f"{year}: {n:,}")
        for year, n in sorted(state.certifications.items())
    ]
    parts.append(say(f"共 {total:,} 次", f"{total:,} in all"))
    lines = [say("，", ", ").join(parts[i : i + PER_LINE]) for i in range(0, len(parts), PER_LINE)]
    for text in (
        say(
            "每圈计一次。认定次数（提升再计一次）：",
            "Each circle once. Certifications (rises again):",
        ),
        *lines,
    ):
        column.write(0, text, size=SMALL_SIZE, colour=MUTED)
        column.y -= 14
    column.y -= 16


def draw_others(column: SideColumn, state: CityState, symbols: Symbols) -> None:
    """Draw what the plan leaves as it is; nothing where there is nothing."""
    size, axes, say = np.array([12.0**2]), column.axes, column.say
    is_bare, unused = (
        (state.tier == "") & (state.lost_year == 0),
        int((state.premises_year == 0).sum()),
    )
    bare = int(is_bare.sum())
    rows: list[Row] = [
        (
            say("此前已认定", "certified before"),
            partial(_draw_earlier, axes, symbols, size, tier),
            count,
        )
        for tier in symbols.tiers
        if (count := int(((state.tier == tier) & (state.circle_year == EARLIER)).sum()))
    ]
    rows += _losses(column, state, symbols, size)
    if bare:
        draw = lambda at: symbols.draw_uncertified(axes, at, size)  # noqa: E731
        rows.append((say("规划期内未认定", "not certified"), draw, bare))
    if unused:
        draw = lambda at: symbols.draw_unused(axes, at)  # noqa: E731
        rows.append((say("未选用用房", "premises unused"), draw, unused))
    if len(state.streets):
        streets = say("道路（段）", "street segments")
        rows.append((streets, partial(_draw_street, axes), len(state.streets)))
    districts = say("县（市、区）生活圈所在范围", "where a district has circles")
    rows.append((districts, partial(_draw_wash, axes), len(state.districts)))
    if rows:
        column.heading(say("其他", "others"))
        for row in rows:
            column.row(*row)
        column.y -= 14


def _losses(column: SideColumn, state: CityState, symbols: Symbols, size: Float) -> list[Row]:
    """Return rows for circles that reviews left without a tier, or with a lower one, year by year."""
    axes, say = column.axes, column.say
    rows: list[Row] = []
    for year in np.unique(state.lost_year[state.lost_year > 0]).tolist():
        here = state.lost_year == year
        gone, fallen = (
            int((here & (state.tier == "")).sum()),
            int((here & (state.tier != "")).sum()),
        )
        if gone:
            draw = partial(_draw_lost, axes, symbols, size, year)
            rows.append((say(f"{year} 年复评失去等级", f"lost by review, {year}"), draw, gone))
        if fallen:
            draw = partial(_draw_fallen, axes, symbols, size, year)
            name = say(f"{year} 年复评降级（计入上表）", f"fell, {year} (in the table above)")
            rows.append((name, draw, fallen))
    return rows


def draw_sizes(column: SideColumn, state: CityState, symbols: Symbols) -> None:
    """Draw three circles with the residents they stand for."""
    column.heading(column.say("符号大小：居民人数", "size: residents"))
    steps = [_round(float(np.quantile(state.residents, q))) for q in (0.1, 0.5, 0.95)]
    steps = sorted(set(steps))
    column.y -= 4
    for i, residents in enumerate(steps):
        at = np.array([[16 + i * column.width / 3, column.y]])
        area = symbols.area(np.array([residents]))
        symbols.draw_uncertified(column.axes, at, area / UNCERTIFIED_SHARE)
        column.write(at[0, 0] + np.sqrt(area[0]) / 2 + 5, _people(residents, column.say))
    column.y -= LINE + 10


def draw_scale(column: SideColumn, points_per_km: float) -> None:
    """Draw a bar of a round length near 90 points: all panels have one scale."""
    km, say = _round(90 / points_per_km), column.say
    column.heading(say("比例尺", "scale, north is up"))
    end = km * points_per_km
    for left, colour in ((1.0, INK), (1 + end / 2, PAPER)):
        box = Rectangle(
            (left, column.y), end / 2, 4, facecolor=colour, edgecolor=INK, linewidth=0.6
        )
        column.axes.add_patch(box)
    text = f"{km:g} {say('公里', 'km')}" if km >= 1 else f"{km * 1000:g} {say('米', 'm')}"
    column.write(end + 10, f"{text}    ↑ {say('北', 'N')}")
    column.y -= LINE + 8


def write_unlabelled(column: SideColumn, n: int) -> None:
    """Say how many names and ids found no room on the map; nothing where all did."""
    if not n:
        return
    for zh, en in (
        (f"拥挤处 {n:,} 个名称或编号未注出，", f"{counted(n, 'label')} left out for want of room:"),
        ("可在 report.html 的地图上放大查看", "zoom in on the map of report.html"),
    ):
        column.write(0, column.say(zh, en), size=SMALL_SIZE, colour=MUTED)
        column.y -= 14
    column.y -= 14


def _draw_earlier(axes: Axes, symbols: Symbols, size: Float, tier: str, at: Float) -> None:
    symbols.draw_circles(axes, at, size, tier, EARLIER)


def _draw_lost(axes: Axes, symbols: Symbols, size: Float, year: int, at: Float) -> None:
    symbols.draw_uncertified(axes, at, size)
    symbols.draw_losses(axes, at, size, year)


def _draw_fallen(axes: Axes, symbols: Symbols, size: Float, year: int, at: Float) -> None:
    symbols.draw_circles(axes, at, size, symbols.tiers[-1], year)
    symbols.draw_losses(axes, at, size, year)


def _draw_wash(axes: Axes, at: Float) -> None:
    (x, y), half = at[0], 7
    box = Rectangle((x - half, y - half / 2), 2 * half, half, facecolor=WASH, linewidth=0)
    axes.add_patch(box)


def _draw_street(axes: Axes, at: Float) -> None:
    axes.plot(at[:, 0] + [-7, 7], at[:, 1].repeat(2), color=FAINT, linewidth=1)


def _round(value: float) -> float:
    """Round to the nearest of 1, 2, 3, 5 times a power of ten."""
    power = 10.0 ** np.floor(np.log10(max(value, 1e-9)))
    return float(
        min((r * p for r in ROUND for p in (power, power * 10)), key=lambda r: abs(r - value))
    )


def _people(residents: float, say: Speaker) -> str:
    whole = f"{residents:,.0f}"
    return say(f"{residents / 1e4:g}万", whole) if residents >= WAN else whole
