"""Where each table is: a folder of CSV files or one workbook, found by name, read once."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from placement.errors import InputError, Problem, Text, listed
from placement.policy.kinds import fold_name
from placement.tables.dictionary.columns import TABLES
from placement.tables.files.content import (
    MAP_ENDINGS,
    TEXT_ENDINGS,
    WORKBOOK_ENDINGS,
    check_kind,
    not_a_table,
    read_content,
)
from placement.tables.files.csv_file import read_csv
from placement.tables.files.geojson import read_geojson
from placement.tables.files.unread import (
    is_like_a_table,
    near_title,
    no_table_in,
    not_read,
    unread_names,
)
from placement.tables.files.workbook import read_workbook
from placement.tables.finding import finding
from placement.tables.grid import Grid
from placement.tables.model import TableSettings
from placement.tables.spec import TableSpec
from placement.yamlfile import sort_at
from placement.yamlfile.document import shown_path
from placement.yamlfile.sorts import RUN, WRITTEN_IN_YAML, Sort, mistaken, sort_by_content

TABLES_MEANT = Sort(
    Text("数据表", "tables"),
    Text("写在情景的 data.tables", "are named as `data.tables` of a scenario"),
    Text("CSV 文件夹，或一个工作簿", "a folder of CSV files, or one workbook"),
)
"""What `data.tables` of a scenario names."""
WORKBOOK_IN_FOLDER = (
    "请在 Excel 中打开，把这张表另存为“CSV UTF-8”；若各表都在这一个工作簿里，在情景的 data.tables 里只写这个工作簿。",
    "Open it in Excel and save this table as “CSV UTF-8”; if all tables are in this one workbook, name it alone as "
    "data.tables of the scenario.",
)


@dataclass(slots=True)
class Source:
    """What was found: grids by table id, hashes by file name, findings so far."""

    grids: dict[str, Grid] = field(default_factory=dict)
    hashes: dict[str, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    unread: set[str] = field(default_factory=set)


def holds_tables(path: Path) -> bool:
    """Tell whether a path may be meant as tables: a workbook, or a folder with a file named like a table."""
    if not path.is_dir():
        return path.suffix.casefold() in WORKBOOK_ENDINGS and path.is_file()
    return _has_table(list(path.iterdir()))


def open_source(path: Path, settings: TableSettings) -> Source:
    """Find and read all tables below a folder, or in one workbook; findings are collected."""
    root = settings.root or (path if path.is_dir() else path.parent)
    source = Source()
    stranger = _stranger(path)
    if stranger is not None:
        source.problems.append(mistaken(stranger, TABLES_MEANT).at(file=shown_path(path, root)))
        source.unread |= set(TABLES)
        return source
    if path.is_dir():
        _open_folder(path, root, settings, source)
        return source
    try:
        content = read_content(path, root=root, limit=settings.limits.file_bytes)
        source.hashes[content.shown] = content.sha256
        if content.ending in TEXT_ENDINGS or content.ending in MAP_ENDINGS:
            raise InputError([_single_file(content.shown)])
        grids, problems = read_workbook(content, check_kind(content), settings.limits)
        source.grids |= grids
        source.problems += problems
    except InputError as error:
        source.problems += error.problems
        source.unread |= set(TABLES)
    return source


def _stranger(path: Path) -> Sort | None:
    """Return the sort of what was given as tables but is none of them: a scenario, a policy, a run and so on."""
    found = sort_by_content(path) if path.is_dir() else sort_at(path)
    return found if found is RUN or found in WRITTEN_IN_YAML else None


def _open_folder(folder: Path, root: Path, settings: TableSettings, source: Source) -> None:
    entries = sorted(folder.iterdir())
    stems = [entry.stem for entry in entries]
    if not is_like_a_table(stems) and not _has_table(entries):
        names = [entry.name for entry in entries]
        problem = no_table_in(names, is_workbook=False)
        source.problems.append(problem.at(file=shown_path(folder, root)))
        return
    for spec in TABLES.values():
        found, refused = _files_of(spec, entries)
        if len(found) > 1:
            source.problems.append(_two_files(spec, found, folder, root))
        elif found:
            _read_file(found[0], spec, root, settings, source)
        elif refused:
            problem = _refused(refused[0].suffix)
            source.problems.append(problem.at(file=shown_path(refused[0], root)))
            source.unread.add(spec.id)
        elif spec.required:
            source.problems.append(_no_file(spec, folder, entries, root))
    endings = (TEXT_ENDINGS - {".txt"}) | WORKBOOK_ENDINGS | {".geojson"}
    unread = unread_names(e.stem for e in entries if e.suffix.casefold() in endings)
    if unread:
        source.problems.append(not_read(unread).at(file=shown_path(folder, root)))


def _files_of(spec: TableSpec, entries: list[Path]) -> tuple[list[Path], list[Path]]:
    """Return the files named like a table: those of a kind that can be read, and the others."""
    wanted = {fold_name(name) for name in (spec.id, spec.name, *spec.aliases)}
    named = [entry for entry in entries if fold_name(entry.stem) in wanted]
    endings = TEXT_ENDINGS | (MAP_ENDINGS if spec.id == "streets" else frozenset())
    found = [entry for entry in named if entry.suffix.casefold() in endings]
    return found, [entry for entry in named if entry not in found]


def _read_file(
    path: Path, spec: TableSpec, root: Path, settings: TableSettings, source: Source
) -> None:
    try:
        if path.is_dir():
            raise InputError([_directory(path).at(file=shown_path(path, root))])
        content = read_content(path, root=root, limit=settings.limits.file_bytes)
        source.hashes[content.shown] = content.sha256
        check_kind(content)
        if content.ending in MAP_ENDINGS:
            source.grids[spec.id] = read_geojson(content)
            return
        source.grids[spec.id], problems = read_csv(content, spec)
        source.problems += problems
    except InputError as error:
        source.problems += error.problems
        source.unread.add(spec.id)


def _refused(ending: str) -> Problem:
    """Return PL119 of a file that is named like a table but is no CSV."""
    if ending.casefold() not in WORKBOOK_ENDINGS:
        return not_a_table(ending)
    return finding(
        "PL119",
        (
            f"文件夹里的数据表须为 CSV，这是工作簿（{ending}），未加载",
            f"tables in a folder are CSV files; this is a workbook ({ending}) and was not loaded",
        ),
        WORKBOOK_IN_FOLDER,
    )


def _has_table(entries: list[Path]) -> bool:
    return any(_files_of(spec, entries)[0] for spec in TABLES.values())


def _no_file(spec: TableSpec, folder: Path, entries: list[Path], root: Path) -> Problem:
    stems = {e.stem: e.name for e in entries if e.is_file() and unread_names([e.stem])}
    near = near_title(spec.name, stems) or near_title(spec.id, stems)
    mend = (
        "请补上该文件；placement template 可生成带全部表头的空表。",
        "Add the file; `placement template` writes an empty workbook with all headers.",
    )
    if near is not None:
        right = f"{spec.name}{Path(stems[near]).suffix}"
        mend = (
            f"“{stems[near]}”如果就是它，请改名为“{right}”；否则请补上该文件。",
            f"If “{stems[near]}” is meant, rename it to {right}; otherwise add the file.",
        )
    return finding(
        "PL101",
        (
            f"数据文件夹中没有{spec.name}表：{spec.id}.csv 或 {spec.name}.csv",
            f"the data folder has no table {spec.id}: {spec.id}.csv or {spec.name}.csv",
        ),
        mend,
    ).at(file=shown_path(folder / f"{spec.id}.csv", root))


def _two_files(spec: TableSpec, found: list[Path], folder: Path, root: Path) -> Problem:
    shown = listed(f"“{path.name}”" for path in found)
    return finding(
        "PL116",
        (f"{shown.zh} 都是{spec.name}表", f"{shown.en} are both table {spec.id}"),
        ("请只保留一个。", "Keep one of them."),
    ).at(file=shown_path(folder / found[0].name, root))


def _directory(path: Path) -> Problem:
    names = sorted(p.name for p in path.iterdir())[:5]
    zh, en = listed(names)
    return finding(
        "PL102",
        ("这里需要文件，而这是文件夹", "a file is needed here, but this is a directory"),
        (f"文件夹内有：{zh}。", f"The directory holds: {en}.")
        if names
        else ("文件夹是空的，请改放文件。", "The directory is empty: put the file here."),
        value=path.name,
    )


def _single_file(shown: str) -> Problem:
    return finding(
        "PL105",
        (
            "数据须为一个文件夹（每表一个 CSV）或一个工作簿，不能是单个 CSV",
            "data are a folder with one CSV per table, or one workbook, not a single CSV",
        ),
        (
            f"请写 CSV 所在的文件夹；工作簿可用 {'、'.join(sorted(WORKBOOK_ENDINGS))}。",
            f"Name the folder the CSV files are in; workbooks are {', '.join(sorted(WORKBOOK_ENDINGS))}.",
        ),
    ).at(file=shown)
