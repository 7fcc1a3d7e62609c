"""Sheet 说明: where the numbers come from, how the document was read, and how good the plan is."""

from __future__ import annotations

from placement.report.dossier import Dossier
from placement.report.dossier.words import (
    baseline_words,
    proof_details,
    reading_words,
    stage_words,
    warning_words,
    weak_words,
)
from placement.report.plain import plain, sentence
from placement.report.proof_words import proof_headline
from placement.report.workbook.book import Book
from placement.report.workbook.table import Column, Sheet

WIDTHS = (34, 68, 20, 14, 60)
EVERY = {"month": "月", "quarter": "季度", "year": "年", "once": "项目完成"}
FIGURES = {
    "jobs": ("带动就业人数", "分型分类统计表"),
    "residents": ("服务居民人数", "分型分类统计表"),
    "private_investment": ("带动社会投资", "分型分类统计表"),
    "satisfaction": ("居民满意度", "以调查结果为准，最少样本见核对表"),
}


def write_notes(book: Book, dossier: Dossier) -> None:
    """Write sources, proof, readings, assumptions, warnings and hashes."""
    scenario = dossier.scenario
    sheet = Sheet(book, "说明", plain(scenario.name), synthetic=dossier.is_synthetic)
    sheet.set_widths(WIDTHS)
    document = scenario.policy.document
    sheet.heading("一、依据")
    sheet.table(
        (Column("项目"), Column("内容")),
        [
            ("政策文件", plain(document.title)),
            ("发文机关", plain(document.issuer)),
            ("文号与日期", plain(f"{document.number} {document.date}")),
            ("政策模型", scenario.policy.id),
            ("情景", f"{scenario.id}　{sentence(scenario.note)}"),
            ("规划期", f"{dossier.years[0]}—{dossier.years[-1]} 年"),
        ],
    )
    sheet.row += 1
    _proof(sheet, dossier)
    _readings(sheet, dossier)
    for title, lines in (
        ("四、假设", [sentence(text) for text in scenario.assumptions]),
        ("五、输入的提示", warning_words(dossier)),
    ):
        sheet.heading(title)
        numbered = [(str(number), text) for number, text in enumerate(lines, start=1)]
        sheet.table((Column("序号"), Column("内容")), numbered or [("—", "无")])
        sheet.row += 1
    _returns(sheet, dossier)
    sheet.heading("七、输入文件与 SHA-256")
    hashes = dossier.record["inputs"]
    sheet.table(
        (Column("文件"), Column("SHA-256")), [(plain(f), hashes[f]) for f in sorted(hashes)]
    )
    sheet.finish()


def _returns(sheet: Sheet, dossier: Dossier) -> None:
    """Write what the document wants reported, and on which sheet its figures stand."""
    reports = dossier.scenario.policy.reports
    sheet.heading("六、文件要求报送的事项")
    rows = [
        (plain(r.name), f"每{EVERY[r.every]}，报{plain(r.to) or '—'}")
        for r in reports.returns.values()
    ]
    rows += [
        (f"成效数字：{name}", place)
        for key, (name, place) in FIGURES.items()
        if key in reports.figures
    ]
    if rows:
        sheet.table((Column("事项"), Column("周期与对象，或所在的表")), rows)
    else:
        sheet.line("政策文件没有写入报送事项。")
    sheet.row += 1


def _proof(sheet: Sheet, dossier: Dossier) -> None:
    sheet.heading("二、方案有多好")
    sheet.line(proof_headline(dossier.proof.stages).zh, font_size=11)
    for text in (*proof_details(dossier), weak_words(dossier), baseline_words(dossier)):
        if text:
            sheet.line(text)
    sheet.table(
        (Column("次序"), Column("目标（依次优化，前一步不为后一步让步）"), Column("方案值"), Column("界"), Column("差距")),
        [(f"第 {s.number} 步", s.name, s.value, s.bound, s.gap) for s in stage_words(dossier)],
    )  # fmt: skip
    sheet.row += 1


def _readings(sheet: Sheet, dossier: Dossier) -> None:
    sheet.heading("三、口径（文件含糊之处的读法）")
    rows = [
        (
            f"{r.id}　{r.clause}",
            r.question,
            r.option,
            "默认" if r.is_default else "情景另选",
            r.reason,
        )
        for r in reading_words(dossier)
    ]
    if rows:
        heads = ("编号与条款", "问题", "所选口径", "来源", "理由")
        sheet.table([Column(head) for head in heads], rows)
    else:
        sheet.line("政策文件没有列出口径。")
    sheet.row += 1
