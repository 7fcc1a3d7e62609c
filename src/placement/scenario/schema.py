"""The shape of a scenario file; its parts are in :mod:`placement.scenario.sections`."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag, field_validator

from placement.errors import Text
from placement.policy.base import Id, Name
from placement.policy.programmes import Programmes
from placement.scenario.lock_sections import LocksSection
from placement.scenario.sections import (
    BudgetSection,
    DataSection,
    Horizon,
    OperatorsSection,
    SolverSection,
    StageSection,
    TargetsSection,
    WalkingSection,
)
from placement.scenario.values import Section
from placement.yamlfile import fault

ALIASES = {
    "继承": "extends",
    "编号": "id",
    "名称": "name",
    "说明": "note",
    "政策": "policy",
    "口径": "readings",
    "数据": "data",
    "规划期": "horizon",
    "步行": "walking",
    "经营者": "operators",
    "补贴项目": "programmes",
    "资金渠道": "budgets",
    "目标函数": "objective",
    "奖励": "awards",
    "目标任务": "targets",
    "锁定": "locks",
    "升级": "upgrades",
    "求解": "solver",
}
"""Chinese spellings of the top-level keys."""


def _preset_or_stages(objective: Any) -> str:
    """Tell which of its two forms an objective has, so that a slip in one is not told for the other."""
    return "preset" if isinstance(objective, str) else "stages"


class ScenarioFile(Section):
    """情景文件 · a scenario: policy, data, horizon, money, goals and locks."""

    policy: Name
    """政策文件（相对路径） · policy file, relative to this file."""
    readings: dict[Id, Id] = Field(default={})
    """口径 → 所选项；不写用政策文件的默认 · reading → option; the policy's default otherwise."""
    data: DataSection
    """数据 · tables."""
    extends: tuple[Name, ...] = ()
    """继承的文件；本文件的值优先 · files to start from; this file's values win."""
    id: Id
    """情景编号 · id of the scenario."""
    name: Name
    """情景名称 · name."""
    note: str = ""
    """说明 · note."""
    horizon: Horizon
    """规划期 · years planned."""
    walking: WalkingSection = WalkingSection()
    """步行 · walking."""
    operators: OperatorsSection = OperatorsSection()
    """经营者 · operators."""
    programmes: Programmes = Field(default={})
    """补贴项目；与政策同编号者取代政策的 · programmes; one with the id of a policy's replaces it."""
    budgets: dict[Id, BudgetSection] = Field(default={})
    """资金渠道与各年额度 · budget lines and their caps by year."""
    objective: Annotated[
        Annotated[Literal["min_cost", "max_benefit"], Tag("preset")]
        | Annotated[tuple[StageSection, ...], Field(min_length=1), Tag("stages")],
        Discriminator(_preset_or_stages),
    ] = "min_cost"
    """先后次序：预设，或逐条列出 · order of goals: a preset or a list of stages."""
    awards: Literal["counted", "transfer"] = "counted"
    """奖励计入财政资金，或视为兑现承诺只占预算不求最小 · whether awards count inside public_money."""
    targets: TargetsSection = TargetsSection()
    """目标任务 · targets."""
    locks: LocksSection = LocksSection()
    """锁定 · locks."""
    upgrades: bool = True
    """生活圈可先评较低等级、规划期内再提升 · a circle may rise after a first certification."""
    solver: SolverSection = SolverSection()
    """求解 · solver."""

    @field_validator("objective")
    @classmethod
    def _terms_once(cls, objective: Any) -> Any:
        terms = [] if isinstance(objective, str) else [stage.term for stage in objective]
        if len(set(terms)) < len(terms):
            rule = Text("每个指标只能出现一次", "a term may appear once only")
            raise fault("PL814", rule, Text("请删除重复项。", "Delete the repetition."))
        return objective
