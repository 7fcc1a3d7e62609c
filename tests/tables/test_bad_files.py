"""Bad files and containers: B001–B026."""

from __future__ import annotations

import io
import os
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
import xlsxwriter

from bad_tables import codes
from placement.tables.files import content
from placement.tables.model import Limits

HUGE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


def rewritten(path: Path, change) -> Path:
    """Write a workbook again with its parts changed."""
    source = zipfile.ZipFile(io.BytesIO(path.read_bytes()))
    parts = change({e.filename: source.read(e) for e in source.infolist()})
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts:
            archive.writestr(name, data)
    return path


def test_b001_missing_file(find, save, tables, golden):
    folder = save(tables)
    (folder / "网点.csv").rename(folder / "网点表1.csv")
    problems = find(folder)
    assert codes(problems) == ["PL101"]
    golden("B001", problems)


def test_files_that_no_table_is_named_like_are_told(find, save, tables, golden):
    """A slip in the name of a table that may be missing would otherwise lose it without a word."""
    folder = save(tables)
    (folder / "评价打分.csv").rename(folder / "评价得分.csv")
    (folder / "步行时间.csv").write_text("x", encoding="utf-8")
    (folder / "README.txt").write_text("x", encoding="utf-8")
    (problem,) = (p for p in find(folder) if p.code == "PL124")
    assert problem.severity == "warning"
    golden("unread", [problem])


def test_b001_missing_source(find, save, tables, golden):
    folder = save(tables)
    problems = find(folder.with_name("daat"))
    assert codes(problems) == ["PL101"]
    golden("B001-source", problems)


def test_b002_directory_instead_of_a_file(find, save, tables, golden):
    folder = save(tables)
    (folder / "网点.csv").unlink()
    (folder / "网点.csv").mkdir()
    (folder / "网点.csv" / "任城区.csv").write_text("x")
    problems = find(folder)
    assert codes(problems) == ["PL102"]
    golden("B002", problems)


def test_b003_empty_file(find, save, tables, golden):
    folder = save(tables)
    (folder / "网点.csv").write_bytes(b"")
    problems = find(folder)
    assert codes(problems) == ["PL103"]
    golden("B003", problems)


def test_b004_header_only(find, save, tables, golden):
    tables["网点"] = tables["网点"][:1]
    tables["步行可达"] = [["地点编号", "生活圈编号", "步行时间(分钟)"]]
    problems = find(save(tables))
    assert [(p.code, p.severity) for p in problems] == [("PL104", "info"), ("PL104", "error")]
    golden("B004", problems)


@pytest.mark.parametrize(
    ("case", "name", "data", "code"),
    [
        ("B005", "old.xlsx", HUGE + "Workbook".encode("utf-16-le"), "PL105"),
        (
            "B006",
            "office.xls",
            b"<html><body><table><tr><td>1</td></tr></table></body></html>",
            "PL105",
        ),
        ("B007", "text.xlsx", "生活圈编号,名称\nQ01,许庄".encode(), "PL105"),
        ("B008", "secret.xlsx", HUGE + "EncryptedPackage".encode("utf-16-le"), "PL106"),
        ("B023-pickle", "data.xlsx", b"\x80\x04\x95rest", "PL119"),
        ("B023-parquet", "data.parquet", b"PAR1rest", "PL119"),
        ("B023-python", "data.py", b"import os", "PL119"),
    ],
)
def test_files_that_are_not_what_they_say(find, tmp_path, golden, case, name, data, code):
    (tmp_path / name).write_bytes(data)
    problems = find(tmp_path / name)
    assert codes(problems) == [code]
    golden(case, problems)


def test_b009_truncated_workbook(find, save_workbook, tables, golden):
    path = save_workbook(tables)
    path.write_bytes(path.read_bytes()[:4000])
    problems = find(path)
    assert codes(problems) == ["PL107"]
    golden("B009", problems)


def test_b010_macros_are_ignored(find, save_workbook, tables, golden):
    path = rewritten(
        save_workbook(tables, "data.xlsm"),
        lambda parts: [*parts.items(), ("xl/vbaProject.bin", b"macro")],
    )
    problems = find(path)
    assert [p.code for p in problems if p.severity == "warning"] == ["PL108"]
    golden("B010", [p for p in problems if p.code == "PL108"])


def test_b011_zip_bomb(find, save_workbook, tables, golden):
    path = rewritten(
        save_workbook(tables), lambda parts: [*parts.items(), ("xl/media/a.bin", bytes(5_000_000))]
    )
    problems = find(path)
    assert codes(problems) == ["PL109"]
    shown = [replace(p, rule=type(p.rule)("…", "…")) for p in problems]  # sizes vary with zlib
    golden("B011", shown)


def test_b011_limits_can_be_raised(find, settings, save_workbook, tables):
    path = rewritten(
        save_workbook(tables), lambda parts: [*parts.items(), ("xl/media/a.bin", bytes(5_000_000))]
    )
    assert codes(find(path, replace(settings, limits=Limits(ratio=100_000)))) == []
    small = Limits(file_bytes=100)
    assert codes(find(path, replace(settings, limits=small))) == ["PL109"]


def test_b012_a_cell_far_away(find, save_workbook, tables, golden):
    tables["网点"] += [[] for _ in range(3)]
    path = rewritten(
        save_workbook(tables),
        lambda parts: [
            (n, d.replace(b"</sheetData>", b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>')
             if n.endswith("sheet2.xml") else d)
            for n, d in parts.items()
        ],
    )  # fmt: skip
    problems = find(path)
    assert codes(problems) == ["PL110"]
    golden("B012", problems)


@pytest.mark.parametrize(
    ("case", "entity"),
    [
        ("B013", b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'),
        ("B014", b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>'),
    ],
)
def test_xml_entities(find, save_workbook, tables, golden, case, entity):
    def with_entity(parts):
        for name, data in parts.items():
            if name == "xl/sharedStrings.xml":
                data = data.replace(b"?>", b"?>" + entity, 1)
            yield name, data

    problems = find(rewritten(save_workbook(tables), with_entity))
    assert codes(problems) == ["PL111"]
    golden(case, problems)


def test_b015_links_are_not_followed(find, save_workbook, tables, golden):
    path = rewritten(
        save_workbook(tables),
        lambda parts: [*parts.items(), ("xl/externalLinks/externalLink1.xml", b"<x/>")],
    )
    problems = find(path)
    assert [p.code for p in problems if p.severity == "warning"] == ["PL112"]
    golden("B015", [p for p in problems if p.code == "PL112"])


def test_b016_entry_that_leaves_the_archive(find, save_workbook, tables, golden):
    path = rewritten(
        save_workbook(tables), lambda parts: [*parts.items(), ("../../x.xml", b"<x/>")]
    )
    problems = find(path)
    assert codes(problems) == ["PL113"]
    golden("B016", problems)


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_b017_entry_given_twice(find, save_workbook, tables, golden):
    path = rewritten(
        save_workbook(tables),
        lambda parts: [*parts.items(), ("xl/worksheets/sheet1.xml", b"<worksheet/>")],
    )
    problems = find(path)
    assert codes(problems) == ["PL114"]
    golden("B017", [replace(p, rule=type(p.rule)("…", "…")) for p in problems])


def test_b018_sheet_missing(find, save_workbook, tables, golden):
    tables["闲置用房1"] = tables.pop("闲置用房")
    problems = find(save_workbook(tables))
    assert codes(problems) == ["PL115"]
    golden("B018", [p for p in problems if p.severity == "error"])


def test_b019_two_sheets_for_one_table(find, save_workbook, tables, golden):
    tables["ｏｕｔｌｅｔｓ"] = tables["网点"]
    problems = find(save_workbook(tables))
    assert codes(problems) == ["PL116"]
    golden("B019", [p for p in problems if p.severity == "error"])


def test_b019_two_files_for_one_table(find, save, tables):
    tables["outlets"] = tables["网点"]
    assert codes(find(save(tables))) == ["PL116"]


def test_b020_hidden_rows_and_sheets_are_read(find, tmp_path, tables, golden):
    path = tmp_path / "data.xlsx"
    with xlsxwriter.Workbook(path) as book:
        for name, rows in tables.items():
            sheet = book.add_worksheet(name)
            for i, row in enumerate(rows):
                sheet.write_row(i, 0, row)
            if name == "评价打分":
                sheet.set_row(2, None, None, {"hidden": True})
                sheet.set_row(4, None, None, {"hidden": True})
            if name == "业态造价":
                sheet.hide()
    problems = find(path)
    assert [p.code for p in problems if p.severity == "warning"] == ["PL117", "PL117"]
    golden("B020", [p for p in problems if p.severity == "warning"])


def test_b021_symlink_out_of_the_folder(find, save, tables, tmp_path, golden):
    folder = save(tables)
    (tmp_path / "elsewhere.csv").write_bytes((folder / "网点.csv").read_bytes())
    (folder / "网点.csv").unlink()
    (folder / "网点.csv").symlink_to(tmp_path / "elsewhere.csv")
    problems = find(folder)
    assert codes(problems) == ["PL118"]
    golden("B021", problems)


def test_b022_pipe_and_device(find, save, tables, tmp_path, golden):
    folder = save(tables)
    (folder / "网点.csv").unlink()
    os.mkfifo(folder / "网点.csv")
    problems = find(folder)
    assert codes(problems) == ["PL118"]
    golden("B022", problems)


def test_b024_file_that_changes_while_it_is_read(find, save, tables, monkeypatch, golden):
    folder = save(tables)
    real = os.fstat
    seen: list[int] = []

    def growing(descriptor: int) -> os.stat_result:
        """Append a line to the outlets between the two looks at them."""
        found = real(descriptor)
        if Path(f"/proc/self/fd/{descriptor}").readlink().name == "网点.csv" and not seen:
            seen.append(descriptor)
            with (folder / "网点.csv").open("ab") as stream:
                stream.write(b"W9,x")
        return found

    monkeypatch.setattr(content.os, "fstat", growing)
    problems = find(folder)
    assert codes(problems) == ["PL120"]
    golden("B024", problems)


def test_b025_more_rows_than_the_limit(find, settings, save, tables, golden):
    problems = find(save(tables), replace(settings, limits=Limits(rows=2)))
    assert set(codes(problems)) == {"PL121"}
    golden("B025", [p for p in problems if p.file == "网点.csv"])


def test_b026_as_many_rows_as_excel_cuts_at(find, save, tables, golden):
    row = tables["网点"][1]
    tables["网点"] = [tables["网点"][0]] + [[f"W{i}", *row[1:]] for i in range(65_535)]
    problems = [p for p in find(save(tables)) if p.code == "PL122"]
    assert len(problems) == 1
    golden("B026", problems)


def test_single_csv_is_no_source(find, save, tables):
    assert codes(find(save(tables) / "网点.csv")) == ["PL105"]


def test_damaged_workbooks_never_raise_anything_else(find, save_workbook, tables):
    path = save_workbook(tables)
    whole = path.read_bytes()
    for cut in range(30, len(whole), len(whole) // 23):
        path.write_bytes(whole[:cut])
        assert codes(find(path)) == ["PL107"]
    for at in range(10, len(whole), len(whole) // 37):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 0x5A]) + whole[at + 1 :])
        find(path)


def test_a_workbook_named_csv_is_saved_as_csv_not_renamed(find, save, tables):
    """Renamed to .xlsx it would lie in a folder of tables, where no workbook is read."""
    folder = save(tables)
    book = io.BytesIO()
    xlsxwriter.Workbook(book).close()
    for data in (book.getvalue(), HUGE):
        (folder / "网点.csv").write_bytes(data)
        (problem,) = (p for p in find(folder) if p.code == "PL105")
        assert "另存为“CSV UTF-8”" in problem.mend.zh
        assert "扩展名改为" not in problem.mend.zh
