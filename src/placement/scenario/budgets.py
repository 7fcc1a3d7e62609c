"""Budget lines of a scenario: checks, and one record per line, district and year."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace

from placement.errors import Problem, Text
from placement.policy.programmes import AwardProgramme, BlockProgramme
from placement.scenario.context import Context, Path
from placement.scenario.districts import in_order
from placement.scenario.model import BudgetLine
from placement.scenario.sections import LEVELS, BudgetSection
from placement.scenario.transfers import carries_over, check_transfers, transfers_to
from placement.yamlfile import near_match

_LEVEL_IDS = {name: level for level, name in LEVELS.items()}


def build_budgets(context: Context) -> tuple[BudgetLine, ...]:
    """Return the cap of every budget line, district and year of the horizon.

    A line by district has a cap for every district with circles or premises, and for every other one it
    lists. A year or a district that the scenario does not list has no money: its cap is 0.
    """
    lines: list[BudgetLine] = []
    for budget_id, section in context.file.budgets.items():
        rule = context.policy.budgets.get(budget_id)
        level = section.level or (rule.level if rule else "")
        purpose = section.purpose or (rule.purpose if rule else "") or None
        blocks = _blocks(context, budget_id)
        lines.extend(
            BudgetLine(
                id=budget_id, name=context.budget_name(budget_id), level=_LEVEL_IDS.get(level, level), purpose=purpose,
                district=district, year=year,
                cap_fen=int(section.scale * (by_year.get(year, 0) + blocks.get((district or "", year), 0))),
                carry_over=carries_over(context, budget_id, section),
                transfer_to=transfers_to(context, budget_id, section),
            )
            for district, by_year in _by_district(section, context)
            for year in context.years
        )  # fmt: skip
    return tuple(lines)


def _blocks(context: Context, budget_id: str) -> dict[tuple[str, int], int]:
    """Return what blocks of an upper level add to a line, by district and year, fen."""
    added: dict[tuple[str, int], int] = {}
    for programme in context.programmes.values():
        if not isinstance(programme, BlockProgramme):
            continue
        for district, by_year in programme.districts.items():
            for year, fen in by_year.items():
                left = fen
                for payer in programme.payers[:-1]:
                    part = int(fen * payer.share)
                    left -= part
                    if payer.budget == budget_id:
                        added[district, year] = added.get((district, year), 0) + part
                if programme.payers[-1].budget == budget_id:
                    added[district, year] = added.get((district, year), 0) + left
    return added


def _by_district(
    section: BudgetSection, context: Context
) -> Iterator[tuple[str | None, Mapping[int, int]]]:
    """Yield district (``None`` = whole city) and cap by year."""
    if section.years is not None:
        yield None, section.years
    elif section.per_district is not None:
        yield from ((district, section.per_district) for district in context.districts)
    else:
        own = section.districts or {}
        named = in_order(context.policy, {*context.districts, *own})
        yield from ((district, own.get(district, {})) for district in named)


def check_budget_names(context: Context) -> Iterator[Problem]:
    """PL701 misspelt lines, PL809 names of lines the policy does not have, PL853 transfers between lines."""
    for budget_id, meant in context.misspelt_budgets.items():
        what = Text("资金渠道", "budget line")
        yield context.unknown(("budgets", budget_id), what, budget_id, [meant])
    for budget_id, section in context.file.budgets.items():
        path: Path = ("budgets", budget_id)
        yield from _check_name(context, path, budget_id, section)
        yield from check_transfers(context, path, budget_id, section)


def check_budget_years(context: Context) -> Iterator[Problem]:
    """PL504 for years that are not planned; a warning for those without an amount."""
    for budget_id, section in context.file.budgets.items():
        for inner, by_year in _tables_of_amounts(section):
            path: Path = ("budgets", budget_id, *inner)
            yield from _check_years(context, path, by_year)
            if context.is_whole("budgets"):
                yield from _check_missing_years(context, path, by_year)


def check_budget_districts(context: Context) -> Iterator[Problem]:
    """PL701 for districts that are not there; a warning for those without an amount."""
    for budget_id, section in context.file.budgets.items():
        yield from _check_districts(context, ("budgets", budget_id), section)


def check_budget_programmes(context: Context) -> Iterator[Problem]:
    """PL854 and PL715: what the programmes a line pays for ask of its amounts."""
    for budget_id, section in context.file.budgets.items():
        path: Path = ("budgets", budget_id)
        yield from _check_blocks(context, path, budget_id, section)
        yield from _check_premises(context, path, budget_id, section)


def _check_name(
    context: Context, path: Path, budget_id: str, section: BudgetSection
) -> Iterator[Problem]:
    if budget_id in context.policy.budgets or budget_id in context.misspelt_budgets:
        return
    for key, value in (("name", section.name), ("level", section.level)):
        if value is None and (*path, key) not in context.left_out:
            rule = Text(f"缺少必填项 {key}", f"the required key {key} is missing")
            mend = Text(
                f"政策文件没有渠道 {budget_id}，请补上 {key}。",
                f"The policy does not name the line {budget_id}: add {key}.",
            )
            yield context.findings.problem("PL809", (*path, key), rule, mend)


def _tables_of_amounts(section: BudgetSection) -> Iterator[tuple[Path, Mapping[int, int]]]:
    if section.years is not None:
        yield ("years",), section.years
    if section.per_district is not None:
        yield ("per_district",), section.per_district
    for district, by_year in (section.districts or {}).items():
        yield ("districts", district), by_year


def _check_years(context: Context, path: Path, by_year: Mapping[int, int]) -> Iterator[Problem]:
    for year in by_year:
        if year not in context.years:
            yield context.outside_horizon((*path, year), year)


def _check_missing_years(
    context: Context, path: Path, by_year: Mapping[int, int]
) -> Iterator[Problem]:
    missing = [str(year) for year in context.years if year not in by_year]
    if missing:
        rule = Text(
            f"未写 {'、'.join(missing)} 年的额度，按 0 元计",
            f"no amount is given for {', '.join(missing)}: taken as 0",
        )
        mend = Text("没有资金的年份请写 0元。", "Write 0元 for years without money.")
        problem = context.findings.problem("PL504", path, rule, mend)
        yield replace(problem, severity="warning")


def _check_blocks(
    context: Context, path: Path, budget_id: str, section: BudgetSection
) -> Iterator[Problem]:
    """PL854: a line that receives blocks by district has its caps by district."""
    for programme in context.programmes.values():
        if not isinstance(programme, BlockProgramme) or section.years is None:
            continue
        if any(payer.budget == budget_id for payer in programme.payers):
            rule = Text(
                f"切块 {programme.id} 按县（市、区）下达，而此渠道全市一笔",
                f"the block {programme.id} goes to districts, and this line is one for the whole city",
            )
            mend = Text(
                "请用 districts 或 per_district 写各县（市、区）的额度，可写 0元。",
                "Write amounts by `districts` or `per_district`, 0元 where there are none.",
            )
            yield context.findings.problem("PL854", (*path, "years"), rule, mend)


def _check_districts(context: Context, path: Path, section: BudgetSection) -> Iterator[Problem]:
    if section.districts is None:
        return
    what = Text("县（市、区）", "district")
    known = {*context.districts, *context.policy.districts}
    for district in section.districts:
        if district not in known:
            yield context.unknown((*path, "districts", district), what, district, known)
    named = {*section.districts, *context.circle_districts, *context.policy.districts}
    passed_over = {*section.districts, *_meant(section.districts, known), *_slips(context, named)}
    if context.policy.districts:
        passed_over |= {*context.circle_districts} - {*context.policy.districts}
    without = [d for d in context.districts if d not in passed_over]
    if without and context.is_whole("budgets"):
        rule = Text(
            f"未写额度的县（市、区）按 0 元计：{'、'.join(without)}",
            f"districts without an amount are taken as 0: {', '.join(without)}",
        )
        mend = Text("没有资金的请写 0元。", "Write 0元 where there is no money.")
        problem = context.findings.problem("PL504", (*path, "districts"), rule, mend)
        yield replace(problem, severity="warning")


def _meant(written: Iterable[str], known: Collection[str]) -> set[str]:
    """Return the districts that misspelt ones stand for."""
    near = {near_match(district, known) for district in written if district not in known}
    return {district for district in near if district is not None}


def _slips(context: Context, named: Collection[str]) -> list[str]:
    """Return the districts of premises that are misspelt in the table, which is told there."""
    return [d for d in context.districts if d not in named and near_match(d, named) is not None]


def _check_premises(
    context: Context, path: Path, budget_id: str, section: BudgetSection
) -> Iterator[Problem]:
    """PL715 (warning): premises in districts for which a line that pays for measures lists no amount."""
    pays = any(
        payer.budget == budget_id
        for programme in context.programmes.values()
        if not isinstance(programme, AwardProgramme)
        for payer in programme.payers
    )
    if section.districts is None or not pays:
        return
    counts = context.tables.premises["district"].value_counts()
    listed = {*section.districts, *_meant(section.districts, context.districts)}
    without = {d: int(counts[d]) for d in context.districts if d in counts and d not in listed}
    if without:
        zh = "、".join(f"{district} {n} 处" for district, n in without.items())
        en = ", ".join(f"{district}: {n}" for district, n in without.items())
        name = context.budget_name(budget_id)
        rule = Text(
            f"资金渠道“{name}”对这些县（市、区）没有额度，那里的闲置用房得不到它承担的补助：{zh}",
            f"the line “{name}” has no amount for these districts; premises there cannot be aided by what"
            f" it pays: {en}",
        )
        mend = Text("请补上这些县（市、区）的额度。", "Add amounts for these districts.")
        problem = context.findings.problem("PL715", (*path, "districts"), rule, mend, name)
        yield replace(problem, severity="warning")
