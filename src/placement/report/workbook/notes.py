"""Sheet 说明: where the numbers come from, how the document was read, and how good the plan is."""

from __future__ import annotations

from placement.errors import Text
from placement.plain import plain, sentence
from placement.report.at_risk import risk_texts
from placement.report.basis import borrowed_use
from placement.report.cautions import told_licence
from placement.report.dossier import Dossier
from placement.report.dossier.doubts import doubt_words
from placement.report.dossier.words import (
    assumption_words,
    baseline_words,
    proof_details,
    reading_words,
    stage_words,
    warning_words,
    weak_words,
)
from placement.report.proof_words import proof_headline
from placement.report.workbook.book import Book
from placement.report.workbook.table import Column, Sheet

UNKNOWN_LICENCE = Text("情景没有写明", "not stated by the scenario")
WIDTHS = (34, 68, 20, 14, 60)
EVERY = {
    "month": Text("每月", "monthly"),
    "quarter": Text("每季度", "quarterly"),
    "year": Text("每年", "yearly"),
    "once": Text("每项目完成", "when a project is done"),
}
FIGURES = {
    "jobs": (Text("带动就业人数", "jobs"), Text("分型分类统计表", "Statistics")),
    "residents": (Text("服务居民人数", "residents served"), Text("分型分类统计表", "Statistics")),
    "private_investment": (
        Text("带动社会投资", "private investment"),
        Text("分型分类统计表", "Statistics"),
    ),
    "satisfaction": (
        Text("居民满意度", "satisfaction of residents"),
        Text("以调查结果为准，最少样本见核对表", "for the survey to tell; least replies on Checks"),
    ),
}


def write_notes(book: Book, dossier: Dossier) -> None:
    """Write sources, proof, readings, assumptions, warnings and hashes."""
    scenario, say, word = dossier.scenario, dossier.say, book.word
    sheet = Sheet(book, "说明", plain(scenario.name), cautions=dossier.cautions)
    sheet.set_widths(WIDTHS)
    document, licence = scenario.policy.document, scenario.licence
    sheet.heading(say("一、依据", "1. Basis"))
    sheet.table(
        (Column("项目"), Column("内容")),
        [
            (word("政策文件"), plain(document.title)),
            (word("发文机关"), plain(document.issuer)),
            *_borrowed(dossier),
            (word("文号与日期"), plain(f"{document.number} {document.date}")),
            (word("政策模型"), scenario.policy.id),
            (word("情景"), f"{scenario.id}　{sentence(scenario.note)}"),
            (
                word("使用许可"),
                say.text(UNKNOWN_LICENCE if licence is None else told_licence(licence)),
            ),
            (word("规划期"), f"{dossier.years[0]}—{dossier.years[-1]}{say(' 年', '')}"),
        ],
    )
    sheet.row += 1
    _proof(sheet, dossier)
    _readings(sheet, dossier)
    _doubts(sheet, dossier)
    for title, lines in (
        (say("五、假设", "5. Assumptions"), assumption_words(dossier)),
        (say("六、输入的提示", "6. Warnings about the input"), warning_words(dossier)),
    ):
        sheet.heading(title)
        numbered = [(str(number), text) for number, text in enumerate(lines, start=1)]
        sheet.table((Column("序号"), Column("内容")), numbered or [("—", word("无"))])
        sheet.row += 1
    _returns(sheet, dossier)
    sheet.heading(say("八、输入文件与 SHA-256", "8. Input files and SHA-256"))
    hashes = dossier.record["inputs"]
    sheet.table(
        (Column("文件"), Column("SHA-256")), [(plain(f), hashes[f]) for f in sorted(hashes)]
    )
    sheet.finish()


def _borrowed(dossier: Dossier) -> list[tuple[str, str]]:
    """Return the row that says that the document is another place's, where it is."""
    use = dossier.say.text(borrowed_use(dossier.scenario.policy.document))
    return [(dossier.say("借用", "Borrowed"), use)] if use else []


def _returns(sheet: Sheet, dossier: Dossier) -> None:
    """Write what the document wants reported, and on which sheet its figures stand."""
    reports = dossier.scenario.policy.reports
    say = dossier.say
    sheet.heading(say("七、文件要求报送的事项", "7. What the document wants reported"))
    rows = [
        (
            plain(r.name),
            say(
                f"{EVERY[r.every].zh}，报{plain(r.to) or '—'}",
                f"{EVERY[r.every].en}, to {plain(r.to) or '—'}",
            ),
        )
        for r in reports.returns.values()
    ]
    rows += [
        (say(f"成效数字：{name.zh}", f"figure: {name.en}"), say.text(place))
        for key, (name, place) in FIGURES.items()
        if key in reports.figures
    ]
    none = Text("政策文件没有写入报送事项。", "The policy document asks for no reports.")
    sheet.table_or_word((Column("事项"), Column("周期与对象，或所在的表")), rows, none)
    sheet.row += 1


def _proof(sheet: Sheet, dossier: Dossier) -> None:
    say = dossier.say
    sheet.heading(say("二、方案有多好", "2. How good the plan is"))
    sheet.line(say.text(proof_headline(dossier.proof.stages)), font_size=11)
    for text in (*proof_details(dossier), weak_words(dossier), baseline_words(dossier)):
        if text:
            sheet.line(text)
    for review in (*dossier.reviews, *risk_texts(dossier.at_risk)):
        sheet.line(say.text(review))
    sheet.table(
        (Column("次序"), Column("目标（依次优化，前一步不为后一步让步）"), Column("方案值"), Column("界"), Column("差距")),
        [(say(f"第 {s.number} 步", str(s.number)), s.name, s.value, s.bound, s.gap) for s in stage_words(dossier)],
    )  # fmt: skip
    sheet.row += 1


def _readings(sheet: Sheet, dossier: Dossier) -> None:
    say, word = dossier.say, sheet.book.word
    sheet.heading(
        say("三、口径（文件含糊之处的读法）", "3. How the document was read where it is not clear")
    )
    sheet.line(
        say(
            "要换一种读法：照“写法”一列写进情景的 readings，有哪些读法见政策文件的 readings。",
            "To have one read otherwise, write it into readings of the scenario as “Written as” shows; the policy file"
            " lists all.",
        )
    )
    rows = [
        (r.clause, r.question, r.written, word("默认" if r.is_default else "情景另选"), r.answer)
        for r in reading_words(dossier)
    ]
    heads = ("出处", "问题", "写法", "来源", "读法与理由")
    none = Text("政策文件没有列出口径。", "The policy document lists no readings.")
    sheet.table_or_word([Column(head) for head in heads], rows, none)
    sheet.row += 1


def _doubts(sheet: Sheet, dossier: Dossier) -> None:
    """Write the rules in use that the document does not state, or that nobody has checked."""
    say = dossier.say
    sheet.heading(
        say(
            "四、非原文写明或未核对原件的规定",
            "4. Rules that are not stated, or not checked against the original",
        )
    )
    rows = [
        (d.name, d.text, d.decides, d.known, d.clause) for d in doubt_words(dossier.scenario, say)
    ]
    heads = ("规定", "原文", "决定什么", "可信程度", "条款")
    none = Text(
        "本情景用到的规定都由文件写明，并已核对原件。",
        "All rules the scenario uses are stated by documents that were checked.",
    )
    sheet.table_or_word([Column(head) for head in heads], rows, none)
    sheet.row += 1
