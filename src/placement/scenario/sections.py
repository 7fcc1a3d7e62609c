"""The parts of a scenario file: every key, what it means, and what is allowed.

Texts below a field become the explanation an editor shows (`placement schema` writes the JSON Schema).
"""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field, field_validator, model_validator

from placement.errors import Text, listed
from placement.policy.base import Id, Name, Year
from placement.scenario.datums import Datum
from placement.scenario.objectives import Sense, Term
from placement.scenario.statements import LicenceSection, Sentence
from placement.scenario.values import (
    Amount,
    ByteLimit,
    Degrees,
    Detour,
    Factor,
    Gap,
    Oversize,
    PaybackYears,
    RowLimit,
    Seconds,
    Section,
    Seed,
    Speed,
    Threads,
    WalkMinutes,
)
from placement.tables.dictionary.columns import TABLES
from placement.tables.model import Limits
from placement.yamlfile import fault

LONGEST_HORIZON_YEARS = 15

LEVELS = {
    "central": "中央",
    "province": "省",
    "city": "市",
    "district": "区",
    "street": "街道",
}
"""Levels of government a budget line belongs to; both spellings may be written."""

Located = Literal["default", "circles", "outlets", "premises", "streets"]
NEED_DATUM: tuple[Located, ...] = ("circles", "outlets", "premises")


class LimitsSection(Section):
    """How large the tables may be before they are refused."""

    rows: RowLimit = Limits().rows
    """一张表最多几行 · most rows of one table."""
    file_bytes: ByteLimit = Limits().file_bytes
    """一个文件最多几字节 · most bytes of one file."""


class DataSection(Section):
    """Where the tables are and how they are to be read."""

    tables: Name
    """CSV 文件夹或一个工作簿（相对路径） · folder of CSV files or one workbook, relative to this file."""
    datum: dict[Located, Datum] = Field(default={})
    """各表坐标系；default 用于未单独写明的表 · coordinate system by table; ``default`` for the others."""
    money_unit: Literal["元", "万元"] | None = None
    """表头未写单位时金额的单位 · unit of amounts whose header states none."""
    box: tuple[Degrees, Degrees, Degrees, Degrees] | None = None
    """城市范围：西、南、东、北（度，WGS-84） · where the city lies: west, south, east, north."""
    limits: LimitsSection = LimitsSection()
    """数据量上限 · how large the tables may be."""
    strict: bool = False
    """表中有不认识的列即报错 · unknown columns are errors."""
    amounts_right: tuple[Name, ...] = ()
    """整列金额超出常见范围、但已核对无误的列，如 premises.preparation_yuan · columns of amounts that are right although all
    of them lie outside of what is usual."""
    synthetic: bool = False
    """数据为程序生成的虚构数据 · the tables are generated, not real."""
    assumptions: tuple[Sentence, ...] = ()
    """数据中的假设，随结果一并公布；一句话，或 zh、en 各一句 · assumptions in the data; published with every result."""
    licence: LicenceSection | None = None
    """数据的使用许可，写在每份结果的开头 · terms under which the data may be used; at the head of every result."""
    invisible_kinds: Literal["assumed", "absent"] = "assumed"
    """数据源看不见的业态（不列为缺口）：按 visibility 表假定已有，或按没有计分 · kinds the source cannot
    see are never planned as gaps: counted as the visibility table assumes, or as absent."""

    @field_validator("datum")
    @classmethod
    def _every_table_has_a_datum(cls, datum: dict[Located, Datum]) -> dict[Located, Datum]:
        missing = [table for table in NEED_DATUM if table not in datum and "default" not in datum]
        if missing:
            names = listed(Text(TABLES[table].name, table) for table in missing)
            rule = Text(
                f"未声明坐标系：{names.zh}", f"no coordinate system declared for: {names.en}"
            )
            mend = Text(
                "GPS、天地图一般为 WGS-84，高德、腾讯为 GCJ-02，百度为 BD-09；写 default: WGS-84 可统一声明。",
                "GPS gives WGS-84, Amap and Tencent GCJ-02, Baidu BD-09; `default: WGS-84` declares all.",
            )
            raise fault("PL605", rule, mend)
        return datum

    @model_validator(mode="before")
    @classmethod
    def _datum_is_asked_for(cls, data: Any) -> Any:
        return {"datum": {}, **data} if isinstance(data, dict) and "datum" not in data else data


class Horizon(Section):
    """The years planned, both included."""

    first_year: Year
    """起始年 · first year."""
    last_year: Year
    """截止年 · last year."""

    @model_validator(mode="after")
    def _end_after_start(self) -> Horizon:
        if not 0 <= self.last_year - self.first_year < LONGEST_HORIZON_YEARS:
            rule = Text(
                f"规划期为 1–{LONGEST_HORIZON_YEARS} 年，截止年不早于起始年",
                f"the horizon has 1 to {LONGEST_HORIZON_YEARS} years and does not end before it begins",
            )
            swapped = self.last_year < self.first_year
            mend = Text(
                f"两个年份可能写反了：first_year: {self.last_year}, last_year: {self.first_year}",
                f"The years may be swapped: first_year: {self.last_year}, last_year: {self.first_year}",
            )
            raise fault(
                "PL504", rule, mend if swapped else Text("请核对年份。", "Check the years.")
            )
        return self


class WalkingSection(Section):
    """How far people walk."""

    speed_km_per_h: Speed = Decimal(5)
    """步行速度（公里/小时） · walking speed."""
    detour: Detour = Decimal("1.3")
    """无路网时步行距离为直线距离的几倍 · walking distance over straight distance where streets are unknown."""
    limit_minutes: WalkMinutes | None = None
    """最远步行时间（分钟，含）；不写则取政策中最长的时限；评分项可更短 · longest walk counted; unset = the
    policy's longest limit; a line's own limit may be shorter."""

    @field_validator("speed_km_per_h")
    @classmethod
    def _whole_metres(cls, speed: Decimal) -> Decimal:
        if speed * 1000 % 1:
            rule = Text("速度精确到每小时 1 米", "speed is given to one metre per hour")
            raise fault("PL807", rule, Text("最多三位小数。", "Use at most three decimals."))
        return speed


class OperatorsSection(Section):
    """How operators reckon."""

    payback_years: PaybackYears = 5
    """经营者接受的投资回收期（年） · years in which an operator must earn the investment back."""
    aid_take_up: Literal["needed", "all"] = "needed"
    """needed：标为 if_not_viable 的补助只给没有它就办不成的；all：凡符合条件的都会申请并享受 · needed: aid marked
    if_not_viable goes only to works that do not stand without it; all: everybody who may applies and gets it."""
    least_aid_share: Gap = Decimal("0.3")
    """补助后仍收不回投资的，补助至少占投资的这一比例才视为有人愿意办；1 = 一律要收回 · share of the
    investment that aid must reach where works do not pay back even with it; 1 = they must pay back."""
    largest_oversize: Oversize = Decimal("1.6")
    """用房面积最多为该做法最大有用面积的几倍：没有人租 500㎡ 开修鞋摊 · premises of at most so many times the
    largest useful area of a format are offered to it: nobody rents 500 m² for a repair stall."""


class BudgetSection(Section):
    """One budget line 资金渠道 with its yearly caps; write exactly one of the three tables of amounts."""

    EXAMPLE_KEYS: ClassVar = ("name", "level", "years")
    """What an example of it shows."""
    name: Name | None = None
    """名称；政策文件已有同名渠道时可不写 · name; may be left out where the policy names the line."""
    level: Literal[
        "central", "province", "city", "district", "street",
        "中央", "省", "市", "区", "街道",
    ] | None = None  # fmt: skip
    """层级：中央、省、市、区、街道（业主自筹不是财政资金，不设渠道） · level of government; owners have no line."""
    purpose: Name | None = None
    """专款用途，只作说明，不参与计算 · earmark; a label only, not used in any calculation."""
    years: dict[Year, Amount] | None = None
    """年份 → 全市一笔 · one amount for all districts by year."""
    districts: dict[Name, dict[Year, Amount]] | None = None
    """县（市、区） → 年份 → 各自一笔 · an amount of its own for each district named."""
    per_district: dict[Year, Amount] | None = None
    """年份 → 每个有生活圈或闲置用房的县（市、区）各一笔，数额相同 · the same amount for every district with
    circles or premises."""
    scale: Factor = Decimal(1)
    """各年额度统一乘以此倍数，用于试算 · every amount is multiplied by this, for trying out."""
    carry_over: bool | None = None
    """结余可结转下年；不写用政策的规定 · what is left carries over; unset = as the policy says."""
    transfer_to: tuple[Id, ...] | None = None
    """结余可调剂给哪些渠道（同为全市或同按县区）；不写用政策的规定 · lines that may use what is left, both for the whole
    city or both by district; unset = as the policy says."""

    @model_validator(mode="after")
    def _one_table(self) -> BudgetSection:
        given = [t for t in (self.years, self.districts, self.per_district) if t is not None]
        if not given:
            rule = Text(
                "没有写额度：years、districts、per_district 之一",
                "no amounts are given: one of years, districts, per_district",
            )
            mend = Text("请补上 years: {2024: 300万元}", "add years: {2024: 300万元}")
            raise fault("PL814", rule, mend, entry=True)
        if len(given) > 1:
            rule = Text(
                "years、districts、per_district 须写且只写一个",
                "write exactly one of years, districts, per_district",
            )
            raise fault("PL814", rule, Text("请保留其中一个。", "Keep one of them."))
        return self


class StageSection(Section):
    """One stage of the objective."""

    term: Term
    """指标 · what is counted."""
    sense: Sense
    """越小越好或越大越好 · smaller or larger is better."""

    @model_validator(mode="after")
    def _less_is_missed(self) -> StageSection:
        if self.term == "target_shortfall" and self.sense == "max":
            rule = Text(
                "未完成的目标数只能越小越好", "the shortfall of targets can only be minimised"
            )
            raise fault("PL815", rule, Text("请写 sense: min。", "Write sense: min."))
        return self


class TargetsSection(Section):
    """How targets are used; ids are those of the policy, or one row such as ``total:任城区:2024``.

    Locked circles are targets as well: ``lock``, or one of them such as ``lock:TB-Q01:2024``.
    """

    hard: tuple[Name, ...] = ()
    """必须完成的目标；不能完成则没有方案 · targets that must be met."""
    weights: dict[Name, Annotated[int, Field(ge=1, le=1000)]] = Field(default={})
    """未完成一个圈的权重；不写则用政策的，锁定的生活圈为 1 · price of one missing circle against other targets;
    unset = the policy's, 1 for a locked circle."""
    done: dict[Name, Annotated[int, Field(ge=1)]] = Field(default={})
    """规划期以前已完成、而表中现状不再计入的数量（replan 写出），从任务数中扣除；只写单项任务 · done before the horizon by circles
    that the tables do not count any more; taken off one row of a target."""
    drop: tuple[Name, ...] = ()
    """不考虑的目标 · targets left out."""
    districts: Literal["all", "present"] = "all"
    """all：全部目标；present：只算表中有生活圈的县（市、区） · all, or only districts in the tables."""


class SolverSection(Section):
    """How long and how exactly the computer looks."""

    time_limit_s: Seconds = 300
    """时限（秒） · time limit in seconds."""
    relative_gap: Gap = Decimal(0)
    """可接受的相对差距；0 为求到最优 · accepted relative gap; 0 = to the optimum."""
    seed: Seed = 0
    """随机种子 · random seed."""
    threads: Threads = 1
    """线程数；1 时结果可重复 · threads; with 1 a run repeats exactly."""
