"""Money that carries over or moves between budget lines: what the scenario says, else the policy."""

from __future__ import annotations

from collections.abc import Iterator

from placement.errors import Problem, Text
from placement.scenario.context import Context, Path
from placement.scenario.sections import BudgetSection


def carries_over(context: Context, budget_id: str, section: BudgetSection) -> bool:
    """Tell whether what a line leaves over may be committed in later years."""
    rule = context.policy.budgets.get(budget_id)
    if section.carry_over is not None:
        return section.carry_over
    return rule is not None and rule.carry_over


def transfers_to(context: Context, budget_id: str, section: BudgetSection) -> tuple[str, ...]:
    """Return the lines of the scenario that may use what a line leaves over."""
    rule = context.policy.budgets.get(budget_id)
    moves = section.transfer_to
    if moves is None:
        moves = () if rule is None else rule.transfer_to
    return tuple(target for target in moves if target in context.file.budgets)


def check_transfers(
    context: Context, path: Path, budget_id: str, section: BudgetSection
) -> Iterator[Problem]:
    """PL853: lines that may use what another leaves are of the same scope and carry over like it."""
    for position, target in enumerate(section.transfer_to or ()):
        if target not in context.written("budgets"):
            what = Text("资金渠道", "budget line")
            where = (*path, "transfer_to", position)
            yield context.unknown(where, what, target, context.file.budgets)
    for target in transfers_to(context, budget_id, section):
        other = context.file.budgets[target]
        if (other.years is None) != (section.years is None):
            rule = Text(
                "全市一笔的渠道与按县（市、区）分列的渠道之间不能调剂",
                "a line of the whole city and one by district cannot transfer to each other",
            )
            mend = Text("请改用同样分列的渠道。", "Use a line of the same scope.")
            yield context.findings.problem("PL853", path, rule, mend, target)
        if carries_over(context, budget_id, section) != carries_over(context, target, other):
            rule = Text(
                "相互调剂的资金渠道须一律结转或一律不结转",
                "lines that transfer to each other must all carry over, or none",
            )
            mend = Text("请统一 carry_over。", "Give both the same carry_over.")
            yield context.findings.problem("PL853", path, rule, mend, target)
