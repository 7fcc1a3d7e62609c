"""The comparison in words and tables: for the terminal and for the page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text as RichText

from placement.advice.compare.comparison import Comparison
from placement.advice.compare.differences_text import differences_section
from placement.advice.compare.verdicts import grouped_verdicts
from placement.errors import Text
from placement.report.proof_words import gap_text, is_unknown
from placement.report.prose import Prose
from placement.report.screen.tables import number_text, section, wan_text
from placement.report.speaker import Speaker

SIDE_BY_SIDE = 4
EVERY_PAIR = Text(
    "每两个结果各一句，见 comparison.html", "a sentence on every pair: comparison.html"
)
OWN_YEARS = Text(
    "规划期不同：缺口、项目、投资和资金都只合计各自规划期内的，不能直接相减",
    "the horizons differ: what is missing, projects and money are summed over each run's own years; do not subtract"
    " one from another",
)


def overview_lines(
    comparison: Comparison, tiers: Mapping[str, str], say: Speaker
) -> list[tuple[str, list[str]]]:
    """Return the table of figures: a title, then one text for each run."""
    rows = comparison.overview.to_dict("records")

    def line(title: str, value: Any) -> tuple[str, list[str]]:
        return title, [value(row) for row in rows]

    return [
        line(say("规划期", "years"), _years),
        line(say("目标完成", "targets met"), lambda r: f"{r['targets_met']}/{r['targets']}"),
        line(say("缺口合计", "missing"), lambda r: number_text(r["missing"])),
        line(say("期末达标生活圈", "circles at the end"), lambda r: number_text(r["certified"])),
        *(
            line(f"  {name}", lambda r, tier=tier: number_text(r["by_tier"].get(tier, 0)))
            for tier, name in tiers.items()
        ),
        line(say("达标圈内居民", "residents in them"), lambda r: number_text(r["residents"])),
        line(say("项目（其中享受补助）", "projects (with aid)"), _projects),
        line(say("总投资 万元", "investment, 10k yuan"), _wan("investment_yuan")),
        line(say("补助 万元", "aid, 10k yuan"), _wan("aid_yuan")),
        line(say("承诺财政资金 万元", "committed, 10k yuan"), _wan("committed_yuan")),
        line(say("有上限渠道结余 万元", "left under caps, 10k yuan"), _wan("unspent_yuan")),
        line(say("与最好可能的差距", "gap"), lambda r: _gap(r["relative_gap"])),
        line(say("已证明的步数", "stages proven"), lambda r: f"{r['stages_proven']}/{r['stages']}"),
    ]


def overview_notes(comparison: Comparison, say: Speaker) -> list[str]:
    """Say what the figures of runs of different years are sums of, where there are any, and what is proven."""
    own_years = [OWN_YEARS] if comparison.have_other_years else []
    return [say.text(note) for note in (*own_years, *(proof.told for proof in comparison.proofs))]


def render_comparison(
    comparison: Comparison, tiers: Mapping[str, str], lang: str = "zh"
) -> RenderableType:
    """Return what the terminal shows."""
    say = Speaker(lang)
    tables = _side_by_side(comparison.labels, overview_lines(comparison, tiers, say))
    runs = [
        Prose(f"{label}  {name}  {path}")
        for label, name, path in zip(
            comparison.labels, comparison.names, comparison.overview["directory"], strict=True
        )
    ]
    runs += [Prose(say.text(basis.told)) for basis in comparison.bases]
    runs += [Prose(say.text(line), style="red") for line in comparison.absent]
    notes = [Prose(note) for note in overview_notes(comparison, say)]
    verdicts = [Prose(say.text(line)) for line in grouped_verdicts(comparison.judgements)]
    if len(verdicts) < len(comparison.judgements):
        verdicts.append(Prose(say.text(EVERY_PAIR), style="dim"))
    parts: list[RenderableType] = [
        section(say("情景", "Scenarios"), Group(*runs)),
        section(say("对比", "Side by side"), Group(*tables, *notes)),
        section(say("能否分出优劣", "Which is better"), Group(*verdicts)),
        differences_section(comparison, say),
    ]
    parts += [Prose(say.text(warning.told), style="red") for warning in comparison.warned]
    return Group(*parts)


def _side_by_side(
    labels: Sequence[str], lines: Sequence[tuple[str, Sequence[str]]]
) -> Iterator[Table]:
    """Yield the figures of a few runs at a time, so that titles and numbers stay whole."""
    for first in range(0, len(labels), SIDE_BY_SIDE):
        some = slice(first, first + SIDE_BY_SIDE)
        table = Table(box=None, pad_edge=False, header_style="dim")
        table.add_column("", no_wrap=True)
        for label in labels[some]:
            table.add_column(label, justify="right", overflow="fold")
        for title, values in lines:
            table.add_row(RichText(title), *map(RichText, values[some]))
        yield table


def _years(row: Mapping[str, Any]) -> str:
    first, last = row["first_year"], row["last_year"]
    return str(first) if first == last else f"{first}–{last}"


def _projects(row: Mapping[str, Any]) -> str:
    return f"{number_text(row['projects'])} ({number_text(row['subsidised'])})"


def _wan(column: str) -> Any:
    return lambda row: wan_text(float(Decimal(row[column])))


def _gap(gap: float | None) -> str:
    if gap is None or is_unknown(gap):
        return "—"
    return "0" if gap == 0 else f"≤ {gap_text(gap)}"
