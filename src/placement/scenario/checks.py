"""Everything a scenario must satisfy beyond the shape of its keys, as a list of named checks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NoReturn

from placement.errors import InputError, Problem, Text
from placement.policy.checks.programmes import programme_problems
from placement.scenario.budgets import (
    check_budget_districts,
    check_budget_names,
    check_budget_programmes,
    check_budget_years,
)
from placement.scenario.context import Context
from placement.scenario.idle_programmes import check_awards_rise, check_idle_programmes
from placement.scenario.locks import (
    check_both_ways,
    check_lock_money,
    check_lock_years,
    check_locked_circles,
    check_locked_premises,
)
from placement.scenario.plausible import (
    check_plausible_amounts,
    check_plausible_costs,
    check_plausible_premises,
)
from placement.scenario.rubric_checks import check_rubric_facts
from placement.scenario.target_checks import (
    check_locked_names,
    check_target_names,
    check_targets,
)
from placement.scenario.walking import check_walking


def check_programmes(context: Context) -> Iterator[Problem]:
    """Check the scenario's own programmes as those of a policy."""
    programmes, budgets = context.file.programmes, context.budget_ids
    yield from programme_problems(context.policy, programmes, budgets, context.findings)


def check_payers(context: Context) -> Iterator[Problem]:
    """PL701 for programmes whose payer has no budget in the scenario."""
    budgets = context.budget_ids
    own = set(context.written("programmes")) if budgets else set()
    for programme_id, programme in context.programmes.items():
        for payer in programme.payers:
            if payer.budget not in budgets and programme_id not in own:
                yield _no_budget(context, programme_id, payer.budget)


def _no_budget(context: Context, programme_id: str, budget_id: str) -> Problem:
    programme, line = context.programmes[programme_id].name, context.budget_name(budget_id)
    rule = Text(
        f"补贴项目“{programme}”由资金渠道“{line}”承担，而情景未给出该渠道的额度",
        f"the programme “{programme}” is paid by the budget line “{line}”, which the scenario does not give",
    )
    mend = Text(
        f"请在 budgets 下补上 {budget_id} 及各年额度。",
        f"Add {budget_id} with its years under `budgets`.",
    )
    return context.findings.problem("PL701", ("budgets",), rule, mend, budget_id)


def check_unstated_amounts(context: Context) -> Iterator[Problem]:
    """PL721 (warning): programmes of the policy of which neither document nor scenario gives the amount."""
    for programme_id, programme in context.programmes.items():
        if not programme.amount_unstated:
            continue
        rule = Text(
            f"文件有“{programme.name}”而没有写金额，情景也没有给出：按政策文件里的数字计",
            f"the document provides for “{programme.name}” without an amount and the scenario gives none:"
            " the number in the policy file counts",
        )
        mend = Text(
            f"请在情景的 programmes 下用同一编号 {programme_id} 写出本地标准。",
            f"Write the local amount under `programmes` of the scenario with the same id, {programme_id}.",
        )
        problem = context.findings.problem("PL721", ("programmes",), rule, mend, programme.name)
        yield replace(problem, severity="warning")


def check_recognised(context: Context) -> Iterator[Problem]:
    """PL720 for circles said to be recognised in a year that is still to be planned."""
    circles = context.tables.circles
    late = circles[circles["recognised_year"] >= context.years[0]]
    columns = (late[name] for name in ("circle_id", "name", "recognised_year"))
    for circle_id, name, year in zip(*columns, strict=True):
        rule = Text(
            f"认定年份须早于规划期（{context.years[0]} 年起）",
            f"a year of recognition lies before the horizon, which starts in {context.years[0]}",
        )
        mend = Text(
            "规划期内的认定由方案决定；已成定局的请写在 locks.circles，或把规划期改晚。",
            "The plan decides on the horizon; write what is settled under locks.circles or start later.",
        )
        value = f"{name or circle_id}: {year}"
        problem = context.findings.problem("PL720", ("data", "tables"), rule, mend, value)
        yield context.tables.at(problem, "circles", circle_id, "recognised_year")


@dataclass(frozen=True, slots=True)
class Check:
    """One check and the parts of a scenario it goes by; entries that could not be read are passed over.

    Attributes
    ----------
    name
        What it looks at, for when it cannot be made.
    whole
        Parts all of which must have been read, as it adds up, or looks for what is not there: keys of the file,
        tables, or columns such as ``circles.circle_id``.
    read
        Parts whose names are enough.
    """

    name: Text
    find: Callable[[Context], Iterator[Problem]]
    whole: tuple[str, ...] = ()
    read: tuple[str, ...] = ()

    def can_be_made(self, context: Context) -> bool:
        """Tell whether all it goes by could be read."""
        return all(map(context.is_whole, self.whole)) and all(map(context.is_read, self.read))


TARGETS = Text("目标任务与数据是否相符", "targets against the tables")
IDLE = Text("补贴项目是否起作用", "whether programmes have any effect")

PLAUSIBLE = Text("金额是否合常理", "whether amounts are plausible")
LOCKED = Text("锁定的编号", "ids in locks")
DISTRICTS = ("circles.district", "premises.district")
PLACES = ("circles.circle_id", "circles.district", "premises.premises_id", "costs.format_id")

CHECKS: tuple[Check, ...] = (
    Check(Text("以往认定的年份", "years of recognition"), check_recognised, ("circles", "horizon")),
    Check(Text("资金渠道的名称和调剂", "names and transfers of budget lines"), check_budget_names),
    Check(Text("资金渠道的年份", "years of budget lines"), check_budget_years, ("horizon",)),
    Check(Text("资金渠道的县（市、区）", "districts of budget lines"), check_budget_districts, DISTRICTS),
    Check(Text("资金渠道与补贴项目", "budget lines against programmes"), check_budget_programmes,
          ("circles.district", "premises", "budgets", "programmes")),
    Check(Text("补贴项目", "programmes"), check_programmes),
    Check(Text("补贴项目由谁承担", "who pays for programmes"), check_payers, (), ("budgets", "programmes")),
    Check(Text("没有写金额的补贴项目", "programmes without an amount"), check_unstated_amounts, ("programmes",)),
    Check(IDLE, check_idle_programmes, ("circles", "premises", "costs", "horizon", "programmes")),
    Check(IDLE, check_awards_rise, ("horizon", "programmes")),
    Check(PLAUSIBLE, check_plausible_amounts),
    Check(PLAUSIBLE, check_plausible_costs, ("costs",)),
    Check(PLAUSIBLE, check_plausible_premises, ("premises",)),
    Check(Text("目标任务的编号", "names of targets"), check_target_names, ("readings",)),
    Check(Text("锁定的生活圈作为目标", "locked circles as targets"), check_locked_names, ("locks",)),
    Check(TARGETS, check_targets, ("circles", "horizon", "readings", "targets", "locks")),
    Check(LOCKED, check_locked_circles, ("circles.circle_id",)),
    Check(LOCKED, check_locked_premises, PLACES),
    Check(Text("锁定的年份", "years in locks"), check_lock_years, ("horizon",)),
    Check(Text("锁定是否矛盾", "whether locks contradict"), check_both_ways),
    Check(Text("锁定与额度是否矛盾", "locks against budgets"), check_lock_money,
          ("circles.district", "premises", "horizon", "programmes", "budgets")),
    Check(Text("步行时限", "walking limits"), check_walking),
    Check(Text("评价指标所需的数据", "facts the rubric needs"), check_rubric_facts, ("circles", "readings")),
)  # fmt: skip


def check_scenario(context: Context) -> tuple[list[Problem], list[Text]]:
    """Make every check that can be made; return all findings, and the names of the checks left out."""
    made = [check for check in CHECKS if check.can_be_made(context)]
    left_out = [check.name for check in CHECKS if check not in made]
    return [problem for check in made for problem in check.find(context)], left_out


def check_output_path(out: Path, inputs: Iterable[Path]) -> None:
    """Raise InputError (PL808) if the output folder is, or lies above, a file or folder that is read.

    Parameters
    ----------
    out
        Folder the plan is to be published in; it need not exist.
    inputs
        Files of the scenario, ``Scenario.files``.
    """
    target = out.resolve()
    for path in inputs:
        source = path.resolve()
        if source == target or source.is_relative_to(target):
            rule = Text(
                f"输出位置“{out}”不得等于或包含输入文件“{path}”",
                f"the output “{out}” may not be, or contain, the input “{path}”",
            )
            refuse_output(out, rule)


def refuse_output(out: Path, rule: Text) -> NoReturn:
    """Raise InputError (PL808): nothing may be written there."""
    mend = Text("请用 --out 另选一个文件夹。", "Choose another folder with --out.")
    raise InputError([Problem(code="PL808", rule=rule, mend=mend, value=str(out))])
