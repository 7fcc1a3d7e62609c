"""What is said under a table of targets: of what its numbers are shares, who does not count, and why totals lack more."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from placement.errors import Text, listed
from placement.policy.obligations import StatedShare
from placement.report.target_tables import TargetFacts, TargetTable

ROUNDED = {
    "up": Text("向上取整", "rounded up"),
    "nearest": Text("四舍五入取整", "rounded to the nearest"),
    "down": Text("向下取整", "rounded down"),
}

UNEVEN = Text(
    "各地分别考核，一地多出的不抵另一地所缺：合计够数也可能有缺口",
    "each place counts by itself, a surplus does not make up for what another lacks: a total may be reached and yet be"
    " short",
)
ONE = {"circles": "circle", "residents": "resident", "communities": "community"}
NOTHING = Text("", "")
MOST_NAMED = 5
Part = tuple[Text, Text]
"""What a share is taken of, and what is taken off as done already."""


def target_notes(table: TargetTable) -> list[Text]:
    """Return all that has to be said under a table."""
    uneven = [UNEVEN] if table.has_uneven_totals else []
    return [*stated_shares(table), *_too_early(table), *uneven]


def _too_early(table: TargetTable) -> Iterator[Text]:
    """Name the circles that hold the tier but were recognised before the first year that counts."""
    found: dict[int, set[str]] = defaultdict(set)
    for target in table.cells.values():
        if target.kind.since is not None and target.kind.too_early:
            found[target.kind.since] |= target.kind.too_early
    for since, names in sorted(found.items()):
        circles = listed(Text(name, name) for name in sorted(names)[:MOST_NAMED])
        rest = len(names) - MOST_NAMED
        more = Text(f" 等 {len(names)} 个圈", f" and {rest} more") if rest > 0 else NOTHING
        yield Text(
            f"{since} 年以前已认定的不计入：{circles.zh}{more.zh}",
            f"recognised before {since} and so not counted: {circles.en}{more.en}",
        )


def stated_shares(table: TargetTable) -> list[Text]:
    """Say of what the required numbers are shares, one sentence for each share and rounding."""
    wholes: dict[StatedShare, dict[tuple[str, int], Part]] = defaultdict(dict)
    for cell, target in table.cells.items():
        if (stated := target.kind.stated) is not None:
            rule = StatedShare(stated.share, None, stated.rounding)
            wholes[rule][cell] = _part(stated, target)
    return [_sentence(rule, found, table) for rule, found in wholes.items()]


def _part(stated: StatedShare, target: TargetFacts) -> Part:
    unit = target.kind.unit
    if stated.number is None:
        return Text(f"实际认定{unit.zh}数", f"{unit.en} certified in fact"), NOTHING
    done = stated.number - int(target.required)
    en = ONE.get(unit.en, unit.en) if stated.whole == 1 else unit.en
    less = Text(f"（再减已完成的 {done:,}）", f" (less {done:,} done before)")
    return Text(f"{stated.whole:,} {unit.zh}", f"{stated.whole:,} {en}"), (
        less if done > 0 else NOTHING
    )


def _sentence(
    rule: StatedShare, wholes: Mapping[tuple[str, int], Part], table: TargetTable
) -> Text:
    percent, rounding = f"{float(rule.share * 100):g}", ROUNDED[rule.rounding]
    distinct = set(wholes.values())
    if len(distinct) == 1:
        whole, less = distinct.pop()
        return Text(
            f"任务数＝{whole.zh}的 {percent} %，{rounding.zh}{less.zh}",
            f"required: {percent} % of {whole.en}, {rounding.en}{less.en}",
        )
    each = listed(
        Text(f"{place}{f' {year} 年' if len(table.years) > 1 else ''} {whole.zh}{less.zh}",
             f"{place}{f' {year}' if len(table.years) > 1 else ''} {whole.en}{less.en}")
        for (place, year), (whole, less) in wholes.items()
    )  # fmt: skip
    return Text(
        f"任务数＝下列各数的 {percent} %，{rounding.zh}：{each.zh}",
        f"required: {percent} % of these, {rounding.en}: {each.en}",
    )
