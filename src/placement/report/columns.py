"""The columns of the published tables: one dictionary for writing, reading, workbook and page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from placement.errors import Text

ColumnKind = Literal["text", "list", "int", "number", "bool"]


@dataclass(frozen=True, slots=True)
class OutputColumn:
    """One column: id as in the CSV header, title, kind of value, and unit where there is one.

    Kinds: ``text``; ``list`` (texts joined by ``;``); ``int``; ``number`` (exact decimal); ``bool``.
    Yuan are ``number``: whole yuan, with fen only where fen remain.
    """

    id: str
    title: Text
    kind: ColumnKind = "text"
    unit: Text | None = None


YUAN = Text("元", "yuan")
POINTS = Text("分", "points")

OPTION = OutputColumn("option_id", Text("方案选项编号", "Option"))
DISTRICT = OutputColumn("district", Text("县（市、区）", "District"))
CIRCLE = OutputColumn("circle_id", Text("生活圈编号", "Circle"))
YEAR = OutputColumn("year", Text("年度", "Year"), "int")
BUDGET = OutputColumn("budget_id", Text("资金渠道", "Budget line"))

OUTPUT_COLUMNS: dict[str, tuple[OutputColumn, ...]] = {
    "projects": (
        OPTION,
        OutputColumn("site_id", Text("点位编号", "Site")),
        OutputColumn("site_name", Text("点位名称", "Site name")),
        DISTRICT,
        OutputColumn("kinds", Text("业态", "Kinds"), "list"),
        YEAR,
        OutputColumn("investment_yuan", Text("总投资", "Investment"), "number", YUAN),
        OutputColumn("public_yuan", Text("补助", "Aid"), "number", YUAN),
        OutputColumn("programmes", Text("补贴项目", "Programmes"), "list"),
        OutputColumn("circles_served", Text("服务生活圈", "Circles served"), "list"),
        OutputColumn("stands_alone", Text("不补也办", "Comes without aid"), "bool"),
    ),
    "circles": (
        CIRCLE,
        YEAR,
        OutputColumn("tier", Text("等级", "Tier")),
        OutputColumn("newly_certified", Text("当年新认定", "Newly certified"), "bool"),
        OutputColumn("score", Text("得分", "Score"), "number", POINTS),
        OutputColumn("table_scores", Text("各表得分", "Scores by table"), "list"),
        OutputColumn("basic_kinds", Text("基本保障类业态数", "Basic kinds"), "int"),
        OutputColumn("quality_kinds", Text("品质提升类业态数", "Quality kinds"), "int"),
        OutputColumn("residents", Text("居民人数", "Residents"), "int", Text("人", "persons")),
    ),
    "scorecards": (
        CIRCLE,
        YEAR,
        OutputColumn("line_id", Text("评分项", "Line")),
        OutputColumn("existing_count", Text("现有数量", "Existing"), "number"),
        OutputColumn("added_count", Text("新增数量", "Added"), "number"),
        OutputColumn("points", Text("得分", "Points"), "number", POINTS),
        OutputColumn("cap", Text("满分", "Cap"), "number", POINTS),
    ),
    "targets": (
        OutputColumn("target_id", Text("目标编号", "Target")),
        DISTRICT,
        YEAR,
        OutputColumn("required", Text("任务数", "Required"), "number"),
        OutputColumn("planned", Text("计划完成", "Planned"), "number"),
        OutputColumn("shortfall", Text("缺口", "Shortfall"), "number"),
        OutputColumn("binding", Text("是否吃紧", "Binding"), "bool"),
    ),
    "money": (
        BUDGET,
        YEAR,
        OutputColumn("cap_yuan", Text("预算上限", "Cap"), "number", YUAN),
        OutputColumn("carried_yuan", Text("上年结转", "Carried over"), "number", YUAN),
        OutputColumn("moved_yuan", Text("调入（调出为负）", "Transferred in"), "number", YUAN),
        OutputColumn("committed_yuan", Text("承诺金额", "Committed"), "number", YUAN),
        OutputColumn("paid_yuan", Text("支付金额", "Paid"), "number", YUAN),
        OutputColumn("left_yuan", Text("结余", "Left"), "number", YUAN),
    ),
    "payments": (
        OutputColumn("programme_id", Text("补贴项目", "Programme")),
        OPTION,
        CIRCLE,
        BUDGET,
        OutputColumn("year_committed", Text("承诺年度", "Year committed"), "int"),
        OutputColumn("year_paid", Text("支付年度", "Year paid"), "int"),
        OutputColumn("yuan", Text("金额", "Amount"), "number", YUAN),
        OutputColumn("kind", Text("性质", "Kind")),
        OutputColumn("liable_until", Text("退回责任至", "Liable until"), "number"),
        OutputColumn("expected_refund_yuan", Text("预计退回", "Expected refund"), "number", YUAN),
    ),
}


def column_ids(table: str) -> tuple[str, ...]:
    """Return the column ids of a published table, in order."""
    return tuple(column.id for column in OUTPUT_COLUMNS[table])
