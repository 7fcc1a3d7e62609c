"""Bad encodings and table shapes: B027–B052."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

import pytest
import xlsxwriter

from bad_tables import codes

BOM = b"\xef\xbb\xbf"


def text_of(rows, separator=","):
    out = io.StringIO()
    csv.writer(out, delimiter=separator, lineterminator="\n").writerows(rows)
    return out.getvalue()


@pytest.fixture
def with_outlets(save, tables):
    """Write the good tables with other bytes for the outlets."""

    def write(data: bytes):
        folder = save(tables)
        (folder / "网点.csv").write_bytes(data)
        return folder

    return write


def test_b027_bom_is_accepted_silently(find, with_outlets, tables):
    assert find(with_outlets(BOM + text_of(tables["网点"]).encode())) == ()


def test_b028_gb18030(find, with_outlets, tables, golden):
    tables["网点"][1][1] = "𠮷野家"  # has no GBK code
    problems = find(with_outlets(text_of(tables["网点"]).encode("gb18030")))
    assert codes(problems, "info", "error") == ["PL201"]
    golden("B028", problems)


def test_b029_utf8_that_is_also_gbk_is_read_as_utf8(find, with_outlets, tables):
    data = text_of(tables["网点"]).replace("早点铺", "便民菜店").encode()
    data.decode("utf-8")
    assert find(with_outlets(data)) == ()


def test_b030_header_unreadable_in_both_encodings(find, with_outlets, golden):
    data = "隆,隆,隆\n1,2,3\n".encode("gbk")
    data.decode("utf-8")
    problems = find(with_outlets(data))
    assert codes(problems) == ["PL202"]
    golden("B030", problems)


def test_b031_utf16(find, with_outlets, tables, golden):
    problems = find(with_outlets(text_of(tables["网点"], "\t").encode("utf-16")))
    assert codes(problems, "info", "error") == ["PL201", "PL223"]
    golden("B031", problems)


def test_b032_mixed_encodings(find, with_outlets, tables, golden):
    lines = text_of(tables["网点"]).splitlines()
    data = b"\n".join(line.encode("gb18030" if "早点铺" in line else "utf-8") for line in lines)
    problems = find(with_outlets(data))
    assert codes(problems) == ["PL203"]
    golden("B032", problems)


@pytest.mark.parametrize("garbled", ["锟斤拷便利店", "CafÃ©", "许庄\ufffd店"])
def test_b033_mojibake(find, save, tables, golden, garbled):
    tables["网点"][2][1] = garbled
    problems = find(save(tables))
    assert codes(problems) == ["PL204"]
    assert (problems[0].row, problems[0].column) == (3, "网点名称")
    if garbled.startswith("锟"):
        golden("B033", problems)


def test_b034_nul_bytes(find, with_outlets, tables, golden):
    problems = find(with_outlets(text_of(tables["网点"]).replace("早点铺", "早\0铺").encode()))
    assert codes(problems) == ["PL205"]
    golden("B034", problems)


def test_b035_full_width_separator(find, with_outlets, golden):
    problems = find(with_outlets("网点编号，网点名称，业态\nW1，许庄，便利店\n".encode()))
    assert codes(problems) == ["PL206"]
    golden("B035", problems)


@pytest.mark.parametrize("end", ["\r", "\n", "\r\n"])
def test_b036_line_ends(find, save, tables, end):
    assert find(save(tables, end=end)) == ()


def test_b036_mixed_line_ends_keep_their_numbers(find, with_outlets, tables):
    lines = text_of(tables["网点"]).splitlines()
    lines[3] = lines[3].replace("820.5", "八百")
    data = lines[0] + "\r\n" + lines[1] + "\n" + lines[2] + "\r" + lines[3] + "\n"
    problems = find(with_outlets(data.encode()))
    assert [(p.code, p.row) for p in problems] == [("PL413", 4)]


def test_b037_open_quote(find, with_outlets, tables, golden):
    data = text_of(tables["网点"]).replace("早点铺", '"早点铺')
    problems = find(with_outlets(data.encode()))
    assert codes(problems) == ["PL207"]
    assert problems[0].row == 3
    golden("B037", problems)


def test_b038_field_too_long(find, with_outlets, tables, golden):
    data = text_of(tables["网点"]).replace("早点铺", "早" * 131_073)
    problems = find(with_outlets(data.encode()))
    assert codes(problems) == ["PL208"]
    golden("B038", problems)


def test_b039_rows_of_another_length(find, save, tables, golden):
    tables["网点"][1].append("多余")
    tables["网点"][3].pop()
    problems = find(save(tables))
    assert codes(problems) == ["PL209", "PL209"]
    golden("B039", problems)


@pytest.mark.parametrize(("wide", "right"), [("，", ","), ("；", ";")])
def test_a_full_width_separator_in_a_row_that_is_too_short(find, with_outlets, tables, wide, right):
    lines = text_of(tables["网点"], right).splitlines()
    lines[2] = lines[2].replace(f"{right}116", f"{wide}116")
    (problem,) = [p for p in find(with_outlets("\n".join(lines).encode())) if p.severity == "error"]
    assert (problem.code, problem.row, problem.value) == (
        "PL209",
        3,
        f"便利店+早餐店{wide}116.58844",
    )
    assert f"全角的“{wide}”" in problem.rule.zh
    assert f"“{wide}”请改为半角的“{right}”，不要另加单元格" in problem.mend.zh
    assert f"Write “{right}” where “{wide}” is to separate cells" in problem.mend.en


def test_a_full_width_comma_in_a_text_is_no_separator(find, with_outlets, tables):
    tables["网点"][1][1] = "许庄，便利店"
    assert find(with_outlets(text_of(tables["网点"]).encode())) == ()


def test_b040_header_given_twice(find, save, tables, golden):
    for row in tables["闲置用房"]:
        row.append("1")
    tables["闲置用房"][0][-1] = "租金 "
    problems = find(save(tables))
    assert codes(problems) == ["PL210"]
    golden("B040", problems)


def test_b041_column_missing(find, save, tables, golden):
    tables["生活圈"][0][3] = "常驻人口"
    problems = find(save(tables))
    assert codes(problems, "error", "warning") == ["PL211"]
    golden("B041", problems)


def test_b042_unknown_column(find, save, tables, settings, golden):
    for row in tables["生活圈"]:
        row.append("")
    tables["生活圈"][0][-1] = "区域类型"
    problems = find(save(tables))
    assert codes(problems, "warning", "error") == ["PL212"]
    assert problems[0].severity == "warning"
    golden("B042", problems)
    assert codes(find(save(tables), replace(settings, strict=True))) == ["PL212"]


def test_b043_title_rows_above_the_header(find, save, tables, golden):
    width = len(tables["生活圈"][0])
    blank = [""] * (width - 1)
    tables["生活圈"] = [
        ["2023 年生活圈一览表", *blank],
        ["填表单位：商务局", *blank],
        *tables["生活圈"],
    ]
    problems = find(save(tables))
    assert codes(problems, "info", "error") == ["PL222"]
    golden("B043", problems)


def test_b043_no_header_at_all(find, save, tables, golden):
    tables["生活圈"] = tables["生活圈"][1:]
    problems = find(save(tables))
    assert codes(problems) == ["PL213"]
    golden("B043-none", problems)


def test_b044_header_of_two_rows(find, save, tables, golden):
    header = tables["生活圈"][0]
    first, second = list(header), [""] * len(header)
    first[4], first[5] = "位置", ""
    second[4], second[5] = "经度", "纬度"
    tables["生活圈"] = [first, second, *tables["生活圈"][1:]]
    problems = find(save(tables))
    assert "PL214" in codes(problems)
    golden("B044", [p for p in problems if p.code == "PL214"])


def test_b045_blank_row(find, save, tables, golden):
    blank = [""] * len(tables["网点"][0])
    tables["网点"][2:2] = [blank, blank]
    tables["网点"].append(blank)
    problems = find(save(tables))
    assert codes(problems, "warning", "error") == ["PL215"]
    golden("B045", problems)


@pytest.mark.parametrize(("total", "case"), [("38300", "B046"), ("38000", "B046-wrong")])
def test_b046_total_row(find, save, tables, golden, total, case):
    tables["生活圈"].append(["合 计", "", "", total, "", "", "", ""])
    problems = find(save(tables))
    assert codes(problems) == ["PL216"]
    golden(case, problems)


@pytest.fixture
def spoil_workbook(tmp_path, tables):
    """Write the good tables as a workbook and let a function spoil one sheet."""

    def write(sheet_name, spoil):
        path = tmp_path / "data.xlsx"
        with xlsxwriter.Workbook(path, {"strings_to_numbers": True}) as book:
            for name, rows in tables.items():
                sheet = book.add_worksheet(name)
                for i, row in enumerate(rows):
                    sheet.write_row(i, 0, row)
                if name == sheet_name:
                    spoil(sheet, book)
        return path

    return write


def test_b044_merged_header(find, spoil_workbook, golden):
    path = spoil_workbook("生活圈", lambda s, _: s.merge_range("E1:F1", "位置"))
    problems = find(path)
    assert "PL214" in codes(problems)
    golden("B044-merged", [p for p in problems if p.code == "PL214"])


def test_b047_merged_cells(find, spoil_workbook, golden):
    path = spoil_workbook("生活圈", lambda s, _: s.merge_range("C2:C3", "太白湖新区"))
    problems = find(path)
    assert codes(problems) == ["PL217"]
    golden("B047", [p for p in problems if p.code == "PL217"])


def test_b048_formula_without_value(find, spoil_workbook, golden):
    path = spoil_workbook("生活圈", lambda s, _: s.write_formula("D2", "=8000+800", None, ""))
    problems = find(path)
    assert codes(problems) == ["PL218"]
    golden("B048", problems)


@pytest.mark.parametrize("error", ["#N/A", "#REF!", "#VALUE!"])
def test_b049_error_value(find, spoil_workbook, golden, error):
    path = spoil_workbook("生活圈", lambda s, _: s.write_formula("D3", "=A1/0", None, error))
    problems = find(path)
    assert [(p.code, p.cell, p.value) for p in problems if p.severity == "error"] == [
        ("PL219", "D3", error)
    ]
    if error == "#N/A":
        golden("B049", problems)


def test_b050_formula_with_a_value(find, spoil_workbook, golden):
    path = spoil_workbook("生活圈", lambda s, _: s.write_formula("D2", "=8400*2", None, 16800))
    problems = find(path)
    assert codes(problems, "warning", "error") == ["PL220"]
    golden("B050", problems)


def test_b051_number_stored_as_text(find, spoil_workbook, golden):
    path = spoil_workbook("生活圈", lambda s, _: s.write_string("D2", "16800"))
    problems = find(path)
    assert codes(problems, "info", "warning", "error") == ["PL221"]
    golden("B051", problems)


def test_b052_our_own_quote_is_removed(find, save, tables, golden):
    tables["网点"][1][1] = "'=许庄便利店"
    tables["网点"][2][1] = "'s Gravenhage"
    problems = find(save(tables))
    assert sorted(codes(problems, "info", "warning", "error")) == ["PL226", "PL311"]
    golden("B052", problems)
