"""Columns of the table of costs that only programmes look at: who applies, capacity, loan, audit, grade."""

from __future__ import annotations

from decimal import Decimal

from placement.errors import Text
from placement.tables.spec import ColumnSpec

APPLICANT_COLUMNS = (
    ColumnSpec(
        id="applicant", name="申报企业", type="word", presence="optional", blank="", example="",
        note=Text(
            "补贴项目限制单个企业时填写；空白者各为一家",
            "where programmes limit what one enterprise gets; each blank is an enterprise of its own",
        ),
    ),
    ColumnSpec(
        id="own_stores", name="企业已有门店", type="count", unit="个", presence="optional", blank=0, low=0,
        high=100_000, example="12", is_quiet=True,
        note=Text("申报企业已有的门店数", "stores the applicant runs already"),
    ),
    ColumnSpec(
        id="franchised", name="是否加盟", type="flag", presence="optional", blank=False, example="否",
        aliases=("加盟",), is_quiet=True, note=Text("加盟店；空白为直营", "franchised; blank: run by the owner"),
    ),
    ColumnSpec(
        id="capacity", name="容量", type="count", unit="个", presence="optional", blank=0, low=0, high=100_000,
        example="20", is_quiet=True,
        note=Text("一处的床位、托位、餐位等数量", "beds, places or meals of one outlet"),
    ),
    ColumnSpec(
        id="loan_share", name="贷款比例", type="decimal", presence="optional", blank=Decimal(0), low=0, high=1,
        example="0.5", note=Text("投资中贷款的比例，0–1", "share of the investment that is borrowed, 0–1"),
    ),
    ColumnSpec(
        id="loan_rate", name="贷款年利率", type="decimal", presence="optional", blank=Decimal(1), low=0, high=1,
        example="0.045",
        note=Text(
            "0–1；贴息不高于它，空白不限", "0–1; interest aid does not exceed it, blank: no limit"
        ),
    ),
    ColumnSpec(
        id="audited_share", name="审定比例", type="decimal", presence="optional", blank=Decimal(1), low=0, high=1,
        example="0.9",
        note=Text(
            "预计审定投资占计划投资的比例，0–1；空白为 1",
            "share of the planned investment an audit is expected to recognise, 0–1; blank: 1",
        ),
    ),
    ColumnSpec(
        id="grade_after", name="改造后等级", type="word", presence="optional", blank="", example="三星级",
        note=Text("改造后达到的等级，如星级", "grade reached by the works, such as stars"),
    ),
)  # fmt: skip
