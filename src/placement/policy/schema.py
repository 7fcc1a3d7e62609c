"""The root of a policy file: one document as data, able to say all of C1–C44."""

from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator, Field, WithJsonSchema

from placement.policy.base import EntryId, Id, Name, Points, Record, Source, keyed
from placement.policy.budgets import BudgetRule
from placement.policy.kinds import Kind
from placement.policy.lines import Lines
from placement.policy.programmes import Programmes
from placement.policy.readings import Reading
from placement.policy.reports import ReportRules
from placement.policy.spatial import Limits, PremisesRules
from placement.policy.targets import Group, Targets
from placement.policy.tiers import Recognition, Tiers


class ChapterRule(Record):
    """A chapter or sub-chapter of the rubric with its cap (C3)."""

    id: EntryId
    name: Name
    """类别名称 · name."""
    cap: Points
    """类别最高分 · most points of the chapter."""
    table: Id | None = None
    """属于哪张评价表；只有一张表时不写 · table it belongs to."""
    chapters: Annotated[dict[Id, ChapterRule], BeforeValidator(keyed)] = Field(default_factory=dict)
    """子类 · sub-chapters."""
    source: Source = Source()
    """条款与原文 · clause and original wording."""


class KindClass(Record):
    """A class in which kinds are counted, e.g. 基础保障类."""

    name: Name
    """名称 · name."""


class ScoreTable(Record):
    """One of several score tables (C10)."""

    name: Name
    """名称 · name."""
    total: Points
    """满分 · total."""


class ExclusiveLines(Record):
    """Lines of which one outlet counts in only one: the first listed that it fits (C2, T7)."""

    lines: tuple[Id, ...] = Field(min_length=2)
    """计数类评分项，按先后：同一网点计入所列第一个符合的一项 · counted lines in order of precedence: an outlet counts on
    the first one it fits."""


class RubricRules(Record):
    """The rubric 评价指标体系."""

    step: Annotated[Points, Field(gt=0)]
    """最小计分单位，如 0.5 · smallest step of points."""
    total: Points
    """满分；有多张评价表时为各表满分之和 · total; with several tables the sum of theirs."""
    tables: dict[Id, ScoreTable] = Field(default_factory=dict)
    """多张评价表，第一张的得分即公布的得分；只有一张时不写 · several tables, the score of the first is the one
    published; none = one."""
    kind_classes: dict[Id, KindClass] = Field(default_factory=dict)
    """业态种数的类别 · classes in which kinds are counted."""
    chapters: Annotated[dict[Id, ChapterRule], Field(min_length=1), BeforeValidator(keyed)]
    """评价类别与上限（可嵌套） · chapters with caps, nested."""
    lines: Lines
    """评分项：编号 → 内容，按原表次序 · lines by id, in the order of the document."""
    exclusive: tuple[ExclusiveLines, ...] = ()
    """同一网点只计其一的评分项 · lines of which one outlet counts in one only."""


class Document(Record):
    """The document a policy file stands for."""

    title: Name
    """文件名称 · title."""
    issuer: str = ""
    """发文机关 · issuer."""
    number: str = ""
    """文号 · number."""
    date: str = ""
    """日期（按原文写） · date as written."""
    url: str = ""
    """网址 · address."""
    note: str = ""
    """说明 · note."""
    borrowed_for: str = ""
    """借用别处的文件时：用于哪里 · where a document of another place is used, if it is borrowed."""


Kinds = Annotated[
    dict[Id, Kind],
    WithJsonSchema(
        {
            "description": "业态字典：文件名，或直接列出 · a file such as kinds.yaml, or the kinds themselves",
            "anyOf": [{"type": "string"}, {"type": "object"}],
        }
    ),
]


class Policy(Record):
    """One policy document as data; read it with ``placement.policy.reader.read_policy``."""

    id: Id
    """政策编号 · id of the policy."""
    name: Name
    """政策名称 · name."""
    document: Document
    """依据文件 · the document."""
    kinds: Kinds
    """业态字典 · dictionary of kinds."""
    rubric: RubricRules
    """评价指标体系 · the rubric."""
    tiers: Tiers
    """等级，由低到高 · tiers, lowest first."""
    unrated_name: Name = "未达标"
    """未达任何等级时的名称 · what a circle without a tier is called."""
    recognition: Recognition = Recognition()
    """认定与动态调整 · recognition and review."""
    districts: tuple[Name, ...] = ()
    """县（市、区），按原表次序 · districts in the order of the document."""
    groups: dict[Id, Group] = Field(default_factory=dict)
    """县（市、区）分组 · groups of districts."""
    targets: Targets = Field(default_factory=dict)
    """目标任务 · targets."""
    programmes: Programmes = Field(default_factory=dict)
    """补贴项目 · programmes."""
    budgets: dict[Id, BudgetRule] = Field(default_factory=dict)
    """文件提到的资金渠道（金额由情景给出） · budget lines the document names."""
    limits: Limits
    """步行时限 · walking limits."""
    premises: PremisesRules = PremisesRules()
    """用房规则 · rules for premises."""
    reports: ReportRules = ReportRules()
    """报送与调查 · reports and surveys."""
    readings: dict[Id, Reading] = Field(default_factory=dict)
    """口径：原文含糊之处的开关 · readings of what the document leaves open."""
    chosen_readings: dict[Id, Id] = Field(default_factory=dict)
    """所选口径；未列的取默认，情景可另选 · options chosen here; others take their default, a scenario may choose again."""
