"""Commands that write data: template, schema, synth, import."""
# ruff: noqa: PLC0415 - heavy imports inside the commands: --help answers at once

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape

from placement.cli.application import Screen, SpokenCommand, app
from placement.cli.document import print_document
from placement.cli.grouping import grouped
from placement.cli.printing import consoles
from placement.cli.values import FILE, SEED
from placement.errors import FileSystemError, Text, UsageError

SYNTHETIC = Text("（合成数据）", " (synthetic data)")
LEFT_OUT = Text("未采用", "left out")
FLAGGED = Text("采用但请核对", "kept, please check")
ASSUMPTIONS = Text("假设", "assumptions")
PROJECT_PARTS = ("models", "scenarios")


@app.command(cls=SpokenCommand)
@grouped
def template(
    out: Annotated[Path, typer.Argument(help="要写的工作簿 · workbook to write (.xlsx)")] = Path(
        "placement-template.xlsx"
    ),
    policy: Annotated[
        Path, typer.Option(metavar=FILE, help="政策文件，给出业态和等级 · policy file")
    ] = Path("models/jining-2023.yaml"),
    force: Annotated[
        bool, typer.Option("--force", help="覆盖已有文件 · overwrite an existing file")
    ] = False,
    *,
    screen: Screen,
) -> None:
    """写出空白数据表 · write the empty workbook with headers, units, drop-downs and notes."""
    from placement.policy.reader import read_policy
    from placement.tables.template import write_template

    if out.suffix.lower() != ".xlsx":
        message = (
            f"工作簿的文件名须以 .xlsx 结尾：{out}\nthe workbook's name must end in .xlsx: {out}"
        )
        raise UsageError(message)
    if out.exists() and not force:
        message = (
            f"{out} 已存在，未覆盖；请换一个名字，或加 --force\n"
            f"{out} exists and was not overwritten; choose another name or add --force"
        )
        raise FileSystemError(message)
    write_template(out, policy=read_policy(policy))
    if screen.as_json:
        print_document("template", {"files": [out]})
    else:
        consoles()[0].print(f"✓ {escape(str(out))}")


@app.command(cls=SpokenCommand)
@grouped
def schema(
    out: Annotated[
        Path, typer.Argument(help="项目目录 · project folder with models/ and scenarios/")
    ] = Path(),
    *,
    screen: Screen,
) -> None:
    """写出政策、业态和情景文件的 JSON Schema，以及 docs 里由程序生成的三页 · write the JSON Schemas, and the three pages
    of docs that are generated.
    """  # noqa: D205
    import json

    _check_project(out)
    from placement.formulation.page import mathematics_page
    from placement.policy.describe import kinds_json_schema, policy_json_schema
    from placement.policy.library import programmes_page
    from placement.scenario import scenario_json_schema
    from placement.tables.docs import tables_page

    files = {
        out / "models" / "policy.schema.json": policy_json_schema(),
        out / "models" / "kinds.schema.json": kinds_json_schema(),
        out / "scenarios" / "scenario.schema.json": scenario_json_schema(),
    }
    texts = {
        path: json.dumps(content, ensure_ascii=False, indent=1) + "\n"
        for path, content in files.items()
    }
    if (out / "docs").is_dir():
        texts[out / "docs" / "mathematics.md"] = mathematics_page()
        texts[out / "docs" / "tables.md"] = tables_page()
        texts[out / "docs" / "programmes.md"] = programmes_page(out / "models" / "programmes")
    for path, text in texts.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
        if not screen.as_json:
            consoles()[0].print(f"✓ {escape(str(path))}")
    if screen.as_json:
        print_document("schema", {"files": list(texts)})


def _check_project(folder: Path) -> None:
    """Raise FileSystemError, before anything is written, where a folder is no project and not empty."""
    name = Text(
        "请写项目目录（其中有 models 和 scenarios）",
        "Name the project folder, which holds models and scenarios",
    )
    if not folder.is_dir():
        message = (
            f"没有文件夹 {folder}，没有写任何文件；{name.zh}\n"
            f"there is no folder {folder}; nothing was written. {name.en}"
        )
        raise FileSystemError(message)
    if any(folder.iterdir()) and not any((folder / part).is_dir() for part in PROJECT_PARTS):
        message = (
            f"{folder} 里有别的内容，而没有 models、scenarios，不是项目目录，没有写任何文件；{name.zh}\n"
            f"{folder} holds other things and neither models nor scenarios, so it is no project; nothing was written. {name.en}"
        )
        raise FileSystemError(message)


@app.command(cls=SpokenCommand)
@grouped
def synth(
    recipe: Annotated[Path, typer.Argument(help="配方 · recipe (.yaml)")],
    out: Annotated[Path, typer.Argument(help="写入的文件夹 · folder to write")],
    seed: Annotated[
        int | None, typer.Option(metavar=SEED, help="随机种子 · seed instead of the recipe's")
    ] = None,
    force: Annotated[
        bool, typer.Option("--force", help="覆盖同名文件 · replace files of the same names")
    ] = False,
    *,
    screen: Screen,
) -> None:
    """生成一座合成城市的数据表 · generate the tables of a synthetic city."""
    from placement.report.run.outside import check_outside_runs
    from placement.synth import synthesize

    if not force and out.exists() and (not out.is_dir() or any(out.iterdir())):
        message = (
            f"{out} 已存在且不是空文件夹，未写入；请换一个文件夹，或加 --force 覆盖同名文件\n"
            f"{out} exists and is no empty folder; nothing was written. Choose another folder, or add "
            "--force to replace files of the same names"
        )
        raise FileSystemError(message)
    check_outside_runs(out.resolve())
    result = synthesize(recipe, out, seed)
    if screen.as_json:
        print_document("synth", {"directory": out, "synthetic": True, "counts": result.counts})
        return
    console = consoles()[0]
    console.print(f"✓ {escape(str(out))}{screen.say(SYNTHETIC)}")
    _print_counts(result.counts, screen)


@app.command(name="import", cls=SpokenCommand)
@grouped
def import_(
    recipe: Annotated[Path, typer.Argument(help="导入配方 · import recipe (.yaml)")],
    source: Annotated[Path, typer.Argument(help="原始数据文件夹 · folder with the source data")],
    out: Annotated[Path, typer.Argument(help="写入的文件夹 · folder to write")],
    force: Annotated[
        bool, typer.Option("--force", help="已有的其他文件夹移开 · move a foreign folder aside")
    ] = False,
    *,
    screen: Screen,
) -> None:
    """把真实数据导入为数据表和情景 · turn real data into tables and a scenario."""
    from placement.importing import run_import
    from placement.report.cautions import told_licence
    from placement.report.prose import Prose

    result = run_import(recipe, source, out, force=force)
    if screen.as_json:
        found = {"directory": out, "scenario": result.scenario, "counts": result.counts}
        print_document(
            "import",
            {
                **found,
                "left_out": _counted(result.dropped_by_reason),
                "flagged": _counted(result.flagged_by_reason),
                "licence": result.licence,
                "assumptions": list(result.assumptions),
            },
        )
        return
    console = consoles()[0]
    console.print(f"✓ {escape(str(out))}")
    _print_counts(result.counts, screen)
    for title, reasons in (
        (LEFT_OUT, result.dropped_by_reason),
        (FLAGGED, result.flagged_by_reason),
    ):
        if reasons:
            console.print(f"[bold]{screen.say(title)}[/]")
            for reason, count in reasons.items():
                console.print(Prose(f"  {count:>6}  {screen.say(reason)}"))
    console.print(f"[bold]{screen.say(ASSUMPTIONS)}[/]")
    for assumption in result.assumptions:
        console.print(Prose(f"· {screen.say(assumption.text)}"))
    style = "default" if result.licence.is_clear else "bold red"
    console.print(Prose(screen.say(told_licence(result.licence)), style))
    console.print(f"placement solve {escape(str(result.scenario))}", soft_wrap=True)


def _print_counts(counts: Mapping[str, int], screen: Screen) -> None:
    """Print how many rows each table has."""
    from placement.tables.dictionary.columns import TABLES

    for table, count in counts.items():
        name = Text(TABLES[table].name, table)
        consoles()[0].print(f"  {screen.say(name)}: {count:,}")


def _counted(reasons: Mapping[Text, int]) -> list[dict[str, Any]]:
    return [{"reason": reason, "rows": count} for reason, count in reasons.items()]
