"""Bad ids, texts, numbers, amounts and years: B053–B100."""

from __future__ import annotations

import datetime as dt

import pytest
import xlsxwriter

from bad_tables import codes, column_of, put
from placement.problem_text import render_problems
from placement.tables.reader import read_with_vocabulary

# (case, table, row, column, value, code): one bad cell, one finding, at exactly that cell
ONE_CELL = [
    ("B056", "网点", 1, "网点编号", "W\u200b1", "PL303"),
    ("B056-bidi", "网点", 1, "网点编号", "W\u202e1", "PL303"),
    ("B058", "网点", 1, "网点编号", "3月5日", "PL305"),
    ("B058-iso", "网点", 1, "网点编号", "2026-03-05", "PL305"),
    ("B058-english", "网点", 1, "网点编号", "5-Mar", "PL305"),
    ("B059", "网点", 1, "网点编号", "1.10101E+17", "PL306"),
    ("B061", "网点", 1, "网点编号", " ", "PL308"),
    ("B062", "网点", 1, "网点编号", "W/1", "PL309"),
    ("B062-long", "网点", 1, "网点编号", "W" * 65, "PL309"),
    ("reserved-outlet", "网点", 1, "网点编号", "W;1", "PL309"),
    ("reserved-premises", "闲置用房", 1, "用房编号", "Y;1", "PL309"),
    ("reserved-site", "闲置用房", 1, "用房编号", "Q01@conv", "PL309"),
    ("reserved-format", "业态造价", 1, "做法编号", "conv;b", "PL309"),
    ("reserved-units", "业态造价", 1, "做法编号", "vend×2", "PL309"),
    ("reserved-format-site", "业态造价", 1, "做法编号", "ve@nd", "PL309"),
    ("format-like-line", "业态造价", 1, "做法编号", "M1", "PL309"),
    ("B066", "网点", 1, "网点编号", "W\x071", "PL312"),
    ("B067", "网点", 1, "网点名称", "店" * 32_768, "PL313"),
    ("B068", "网点", 1, "网点名称", "店\uffff", "PL314"),
    ("B069", "网点", 1, "业态", "便力店", "PL315"),
    ("B069-list", "网点", 1, "业态", "便利店、早点", "PL315"),
    ("B069-tier", "生活圈", 1, "现有等级", "高品位", "PL315"),
    ("B069-line", "评价打分", 1, "评分项编号", "L9", "PL315"),
    ("B069-flag", "网点", 1, "是否连锁", "大概", "PL317"),
    ("B071", "业态造价", 1, "固定投入", "30万", "PL401"),
    ("B071-word", "业态造价", 1, "固定投入", "30.5 万元", "PL401"),
    ("B075", "生活圈", 1, "常住人口", "1 000", "PL405"),
    ("B075-groups", "生活圈", 1, "常住人口", "10,00", "PL405"),
    ("B076", "业态造价", 1, "固定投入", "1.234,56", "PL405"),
    ("B077", "业态造价", 1, "固定投入", "1_000", "PL406"),
    ("B077-hex", "业态造价", 1, "固定投入", "0x10", "PL406"),
    ("B077-excel", "业态造价", 1, "固定投入", "1.23457E+11", "PL406"),
    ("B078", "业态造价", 1, "固定投入", "nan", "PL407"),
    ("B078-inf", "业态造价", 1, "固定投入", "-Infinity", "PL407"),
    ("B078-huge", "业态造价", 1, "固定投入", "1e400", "PL407"),
    ("B079", "业态造价", 1, "固定投入", "-1", "PL408"),
    ("B079-people", "生活圈", 1, "常住人口", "-1", "PL408"),
    ("B081", "业态造价", 1, "固定投入", "−30", "PL410"),
    ("B081-dash", "业态造价", 1, "固定投入", "–30", "PL410"),
    ("B081-brackets", "业态造价", 1, "固定投入", "(30)", "PL410"),
    ("B082", "业态造价", 1, "固定投入", "0.005", "PL411"),
    ("B084", "业态造价", 1, "固定投入", "100000000000.01", "PL412"),
    ("B085", "业态造价", 1, "固定投入", "100000000000000000000", "PL412"),
    ("B086", "业态造价", 1, "固定投入", "三十万", "PL413"),
    ("B086-formal", "业态造价", 1, "固定投入", "叁拾万元整", "PL413"),
    ("B087", "业态造价", 1, "固定投入", "约30万", "PL414"),
    ("B087-range", "业态造价", 1, "固定投入", "30-50万", "PL414"),
    ("B087-bound", "业态造价", 1, "固定投入", "≥30", "PL414"),
    ("B087-about", "业态造价", 1, "固定投入", "30左右", "PL414"),
    ("B087-words", "业态造价", 1, "固定投入", "面议", "PL414"),
    ("B089", "评价打分", 1, "现状得分", "30%", "PL424"),
    ("B090", "业态造价", 1, "固定投入", "", "PL415"),
    ("B090-word", "业态造价", 1, "固定投入", "待定", "PL415"),
    ("B090-dash", "业态造价", 1, "固定投入", "-", "PL415"),
    ("B090-optional", "闲置用房", 1, "腾退修缮费", "待定", "PL415"),
    ("B090-rent", "闲置用房", 1, "租金", "", "PL415"),
    ("B092", "业态造价", 1, "固定投入", "½", "PL417"),
    ("B092-square", "业态造价", 1, "固定投入", "30²", "PL417"),
    ("B092-arabic", "业态造价", 1, "固定投入", "٣٠", "PL417"),
    ("B093", "评价打分", 1, "现状得分", "3.25", "PL418"),
    ("B093-level", "评价打分", 2, "现状得分", "1", "PL418"),
    ("B093-line", "评价打分", 1, "可达得分", "5.5", "PL419"),
    ("B095", "生活圈", 1, "常住人口", "12.5", "PL422"),
    ("B096", "闲置用房", 1, "可用年份", "2026-02-30", "PL501"),
    ("B096-month", "闲置用房", 1, "可用年份", "2026/13/1", "PL501"),
    ("B097", "闲置用房", 1, "可用年份", "01/02/2026", "PL502"),
    ("B098", "闲置用房", 1, "可用年份", "46023", "PL503"),
    ("B099", "闲置用房", 1, "可用年份", "26", "PL503"),
    ("area-decimals", "闲置用房", 1, "建筑面积", "33.333", "PL425"),
    ("area-unit", "闲置用房", 1, "建筑面积", "2亩", "PL414"),
    ("B106", "网点", 1, "纬度", "39°54′", "PL607"),
    ("B106-metres", "网点", 1, "经度", "508321.7", "PL607"),
]


@pytest.mark.parametrize(
    ("case", "table", "row", "name", "value", "code"), ONE_CELL, ids=[c[0] for c in ONE_CELL]
)
def test_one_bad_cell(find, save, tables, golden, case, table, row, name, value, code):
    put(tables, table, row, name, value)
    problems = [p for p in find(save(tables)) if p.severity == "error"]
    assert [(p.code, p.file, p.row) for p in problems] == [(code, f"{table}.csv", row + 1)]
    assert problems[0].column == tables[table][0][column_of(tables[table], name)]
    assert problems[0].value == value
    golden(case, problems)


@pytest.mark.parametrize("sign", [";", "@"])
def test_circles_may_not_hold_a_sign_of_the_published_tables(find, save, tables, sign):
    for table in ("生活圈", "评价打分"):
        for row in tables[table]:
            row[0] = row[0].replace("Q03", f"Q{sign}3")
    problems = [p for p in find(save(tables)) if p.severity == "error"]
    assert [(p.code, p.file, p.row, p.value) for p in problems] == [
        ("PL309", "生活圈.csv", 4, f"Q{sign}3")
    ]


@pytest.mark.parametrize(
    ("table", "row", "name", "value"),
    [
        ("业态造价", 1, "固定投入", "60,000"),
        ("业态造价", 1, "固定投入", "６００００"),
        ("业态造价", 1, "固定投入", "60，000"),
        ("业态造价", 1, "固定投入", " 60000 "),
        ("业态造价", 1, "固定投入", "60000.00"),
        ("业态造价", 1, "固定投入", "¥60000"),
        ("业态造价", 1, "固定投入", "60000元"),
        ("业态造价", 1, "固定投入", "RMB 60000"),
        ("业态造价", 1, "固定投入", "6E+04"),
        ("闲置用房", 1, "可用年份", "2024年"),
        ("闲置用房", 1, "可用年份", "２０２４"),
        ("闲置用房", 1, "可用年份", "2024.0"),
        ("闲置用房", 1, "建筑面积", "120.25㎡"),
        ("闲置用房", 1, "建筑面积", "120.25 平方米"),
        ("闲置用房", 3, "腾退修缮费", "-0"),
        ("生活圈", 1, "常住人口", "16800人"),
        ("生活圈", 1, "生活圈编号", " Q01　"),
        ("网点", 1, "是否连锁", "√"),
        ("网点", 1, "是否连锁", "TRUE"),
        ("网点", 2, "业态", "便民店；早餐"),
        ("网点", 2, "业态", " convenience_store ＋ breakfast + 早餐店 "),
        ("网点", 2, "建筑面积", "无"),
    ],
)
def test_other_ways_of_writing_the_same(
    find, save, tables, vocabulary, settings, table, row, name, value
):
    before = read_with_vocabulary(save(tables), settings=settings, vocabulary=vocabulary)
    put(tables, table, row, name, value)
    after = read_with_vocabulary(save(tables), settings=settings, vocabulary=vocabulary)
    for frame in ("circles", "outlets", "premises", "costs", "judgements"):
        assert getattr(before, frame).equals(getattr(after, frame)), frame


def test_b053_and_b054_duplicate_ids(find, save, tables, golden):
    tables["网点"].append(list(tables["网点"][1]))
    tables["网点"].append(list(tables["网点"][2]))
    put(tables, "网点", 5, "网点名称", "早点铺二店")
    problems = find(save(tables))
    assert codes(problems) == ["PL301", "PL301"]
    assert [p.row for p in problems] == [5, 6]
    golden("B053", problems)


def test_b055_ids_equal_after_folding(find, save, tables, golden):
    tables["网点"].append(list(tables["网点"][1]))
    put(tables, "网点", 4, "网点编号", "ｗ１")
    problems = find(save(tables))
    assert codes(problems) == ["PL302"]
    golden("B055", problems)


def test_b057_leading_zeros_lost(find, save, tables, golden):
    put(tables, "生活圈", 1, "生活圈编号", "001")
    put(tables, "评价打分", 1, "生活圈编号", "1")
    put(tables, "评价打分", 2, "生活圈编号", "001")
    problems = find(save(tables))
    assert codes(problems) == ["PL304"]
    golden("B057", problems)


def test_b060_credit_code(find, save, tables, golden):
    put(tables, "网点", 1, "网点编号", "91350100M000100Y44")
    put(tables, "网点", 2, "网点编号", "91350100M000100Y43")
    problems = find(save(tables))
    assert codes(problems, "warning", "error") == ["PL307"]
    assert problems[0].row == 2
    golden("B060", problems)


@pytest.mark.parametrize(
    ("case", "twin", "table", "name"),
    [
        ("B063", "石橋社區", "生活圈", "生活圈名称"),
        ("B063-radical", "太白湖新⻄区", "生活圈", "所属区县"),
    ],
)
def test_b063_twins(find, save, tables, golden, case, twin, table, name):
    put(tables, table, 2, name, twin)
    put(tables, table, 3, name, twin.replace("橋", "桥").replace("區", "区").replace("⻄", "西"))
    problems = [p for p in find(save(tables)) if p.code == "PL310"]
    assert [p.row for p in problems] == [4]
    golden(case, problems)


@pytest.mark.parametrize(
    "text", ['=HYPERLINK("http://x")', "=cmd|' /C calc'!A0", "+1+1", "@SUM(A1)"]
)
def test_b064_formula_like_names_are_text(find, save, tables, golden, text):
    put(tables, "网点", 1, "网点名称", text)
    problems = find(save(tables))
    assert codes(problems, "info", "warning", "error") == ["PL311"]
    if text.startswith("@"):
        golden("B064", problems)


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", '"><img onerror=x>', "javascript:x"])
def test_b065_markup_is_text(find, save, tables, text):
    put(tables, "网点", 1, "网点名称", text)
    assert find(save(tables)) == ()


def test_b066_control_character_in_a_name(find, save, tables, golden):
    put(tables, "网点", 1, "网点名称", "许庄\x07便利店")
    problems = find(save(tables))
    assert codes(problems, "warning", "error") == ["PL312"]
    golden("B066-name", problems)


def test_b070_full_width_amount_with_its_unit(find, save, tables, golden):
    tables["评价打分"][0][4] = "提升费用"
    for row in range(1, 7):
        put(tables, "评价打分", row, "提升费用", "３０万元" if row == 1 else "0元")
    problems = find(save(tables))
    assert codes(problems, "info", "warning", "error") == ["PL423"]
    golden("B070", problems)


def test_b072_no_unit_anywhere(find, save, tables, golden):
    tables["评价打分"][0][4] = "提升费用"
    problems = find(save(tables))
    assert codes(problems) == ["PL402"]
    golden("B072", problems)


def test_b072_unit_that_is_not_accepted(find, save, tables, golden):
    tables["闲置用房"][0][8] = "租金(元/平方米·天)"
    problems = find(save(tables))
    assert codes(problems) == ["PL402"]
    golden("B072-day", problems)


def test_b073_some_amounts_with_a_unit(find, save, tables, golden):
    tables["评价打分"][0][4] = "提升费用"
    put(tables, "评价打分", 1, "提升费用", "30万")
    problems = find(save(tables))
    assert codes(problems) == ["PL403"]
    golden("B073", problems)


def test_b074_amount_far_above_its_column(find, save, tables, golden):
    rows = tables["评价打分"]
    rows[0][4] = "提升费用(万元)"
    for row, amount in zip(rows[1:], ("6", "0.8", "5", "4", "300000", "9"), strict=True):
        row[4] = amount
    problems = find(save(tables))
    assert codes(problems, "warning", "error") == ["PL404"]
    assert problems[0].row == 6
    golden("B074", problems)


def test_b080_free_premises_and_formats(find, save, tables, golden):
    put(tables, "闲置用房", 2, "租金", "0")
    put(tables, "业态造价", 3, "固定投入", "0")
    problems = find(save(tables))
    assert codes(problems, "warning", "error") == ["PL409", "PL409"]
    golden("B080", problems)


@pytest.mark.parametrize(("yuan", "fen"), [("4.35", 435), ("0.29", 29), ("1.15", 115)])
@pytest.mark.parametrize("written", ["csv", "workbook"])
def test_b083_fen_are_exact(save, save_workbook, tables, settings, vocabulary, yuan, fen, written):
    put(tables, "业态造价", 1, "固定投入", yuan)
    path = save(tables) if written == "csv" else save_workbook(tables)
    got = read_with_vocabulary(path, settings=settings, vocabulary=vocabulary)
    assert got.costs["fixed_fen"][0] == fen


@pytest.mark.parametrize("residents", ["3", "3000000"])
def test_b095_unlikely_numbers_of_people(find, save, tables, golden, residents):
    put(tables, "生活圈", 1, "常住人口", residents)
    problems = find(save(tables))
    assert codes(problems, "warning", "error") == ["PL422"]
    assert problems[0].severity == "warning"
    if residents == "3":
        golden("B095-few", problems)


@pytest.fixture
def typed_cell(tmp_path, tables):
    """Write the good tables as a workbook with one typed cell."""

    def write(table, row, name, value):
        path = tmp_path / "data.xlsx"
        with xlsxwriter.Workbook(path, {"strings_to_numbers": True}) as book:
            day = book.add_format({"num_format": "yyyy-mm-dd"})
            for sheet_name, rows in tables.items():
                sheet = book.add_worksheet(sheet_name)
                for i, cells in enumerate(rows):
                    sheet.write_row(i, 0, cells)
                if sheet_name == table:
                    at = (row, column_of(rows, name))
                    if isinstance(value, dt.date):
                        sheet.write_datetime(*at, value, day)
                    else:
                        sheet.write(*at, value)
        return path

    return write


@pytest.mark.parametrize(
    ("case", "table", "name", "value", "code", "cell"),
    [
        ("B091", "业态造价", "固定投入", True, "PL416", "H2"),
        ("B091-date", "业态造价", "固定投入", dt.date(2026, 3, 5), "PL416", "H2"),
        ("B091-text", "网点", "业态", True, "PL416", "C2"),
        ("B058-cell", "网点", "网点编号", dt.date(2026, 3, 5), "PL305", "A2"),
        ("B059-cell", "网点", "网点编号", 110101199001011234, "PL306", "A2"),
        ("B096-cell", "闲置用房", "可用年份", dt.date(2026, 3, 5), "PL501", "H2"),
    ],
)
def test_typed_worksheet_cells(find, typed_cell, golden, case, table, name, value, code, cell):
    problems = [p for p in find(typed_cell(table, 1, name, value)) if p.severity == "error"]
    assert [(p.code, p.cell) for p in problems] == [(code, cell)]
    golden(case, problems)


def test_all_problems_of_all_files_at_once(find, save, tables):
    put(tables, "生活圈", 1, "常住人口", "三千")
    put(tables, "网点", 2, "业态", "便力店")
    put(tables, "闲置用房", 3, "租金", "")
    put(tables, "业态造价", 1, "固定投入", "30万")
    put(tables, "评价打分", 4, "生活圈编号", "Q09")
    problems = find(save(tables))
    assert sorted(codes(problems)) == ["PL315", "PL401", "PL413", "PL415", "PL701"]
    assert [p.file for p in problems] == sorted(p.file for p in problems)


def test_headers_may_carry_units_and_spaces(find, save, tables):
    tables["生活圈"][0] = [
        "生活圈\n编号*",
        "名称",
        "区县",
        "常住人口（人）",
        " 经 度 ",
        "纬度(°)",
        "现有等级",
        "认定年份(年)",
    ]
    tables["闲置用房"][0][8] = "租金（元/㎡/月）"
    tables["闲置用房"][0][4] = "面积（m²）"
    tables["业态造价"][0][8] = "每平方米投入/元"
    assert find(save(tables)) == ()


@pytest.mark.parametrize(
    ("written", "mend"),
    [
        ("便立店", "“便立店”：您是否想写“便利店”？"),
        ("便利店 早餐店", "“便利店 早餐店”：一处有几种业态时用 + 连接：便利店+早餐店"),
        ("便民店和早餐", "“便民店和早餐”：一处有几种业态时用 + 连接：便利店+早餐店"),
        ("奶茶铺子", "可用：便利店、早餐店、菜市场、健身场所。"),
    ],
)
def test_each_kind_that_is_not_known_has_its_own_mend(find, save, tables, written, mend):
    put(tables, "网点", 1, "业态", written)
    put(tables, "网点", 3, "业态", "莱市场")
    found = [p for p in find(save(tables)) if p.severity == "error"]
    assert [p.mend.zh for p in found] == [mend, "“莱市场”：您是否想写“菜市场”？"]
    shown = render_problems(found, "zh")
    assert all(p.mend.zh in shown for p in found)
