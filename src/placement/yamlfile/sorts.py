"""The sorts of file this program knows, told apart by what they hold: one given for another is named as what it is."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from placement.contents import kind_of
from placement.errors import Problem, Text

MISTAKEN = "PL819"
SOME = 2
"""Keys of one sort of file that show what it is."""
HEAD_BYTES = 65_536
RECORD_NAME = "plan.json"
NOWHERE = Text("", "")
IN_ANY_FILE = frozenset({"id", "name", "note", "extends"})


@dataclass(frozen=True, slots=True)
class Sort:
    """A sort of file or folder.

    Attributes
    ----------
    name
        What it is called, with its article in English.
    use
        What it is for, said where it was given in place of another.
    where
        Where such a file is found; empty for what is never asked for here.
    keys
        Keys of the top level that tell it from the others, two of them together; of a sort with one key, that
        key alone in a file.
    """

    name: Text
    use: Text
    where: Text = NOWHERE
    keys: frozenset[str] = frozenset()


YAML_FILE = Sort(
    Text("YAML 文件", "a YAML file"), Text("", ""), Text("以 .yaml 结尾", "its name ends in .yaml")
)
"""Any of those below that are written in YAML."""
SCENARIO = Sort(
    Text("情景文件", "a scenario"),
    Text("用 placement check、solve 检查和求解", "is checked and solved by `placement check` and `solve`"),
    Text("在 scenarios 文件夹，例如 scenarios/quick.yaml", "in the folder scenarios, such as scenarios/quick.yaml"),
    frozenset({"data", "horizon", "walking", "operators", "objective", "awards", "locks", "upgrades", "solver",
               "数据", "规划期", "政策", "目标函数", "求解"}),
)  # fmt: skip
POLICY = Sort(
    Text("政策文件", "a policy"),
    Text("写在情景的 policy", "is named as `policy` of a scenario"),
    Text("在 models 文件夹，例如 models/jining-2023.yaml", "in the folder models, such as models/jining-2023.yaml"),
    frozenset({"document", "rubric", "tiers", "recognition", "unrated_name"}),
)  # fmt: skip
KINDS = Sort(
    Text("业态词典", "a dictionary of kinds"),
    Text("写在政策文件的 kinds", "is named as `kinds` of a policy"),
    Text("models/kinds.yaml", "models/kinds.yaml"),
    frozenset({"kinds"}),
)
PROGRAMMES = Sort(
    Text("补贴项目的文件", "a file of programmes"),
    Text("里的项目写在情景的 programmes", "has programmes to be written into a scenario"),
    Text("在 models/programmes 文件夹", "in the folder models/programmes"),
    frozenset({"programmes"}),
)
IMPORT_RECIPE = Sort(
    Text("导入配方", "an import recipe"),
    Text("用 placement import 导入数据", "is for `placement import`"),
    Text("例如 scenarios/imports/cambridge-2020.yaml", "such as scenarios/imports/cambridge-2020.yaml"),
    frozenset({"origin", "homes", "left_out_formats", "policy_changes", "scenario_base", "scenario_notes"}),
)  # fmt: skip
CITY_RECIPE = Sort(
    Text("合成城市的配方", "a recipe of a synthetic city"),
    Text("用 placement synth 生成数据表", "is for `placement synth`"),
    Text("例如 scenarios/recipes/quick.yaml", "such as scenarios/recipes/quick.yaml"),
    frozenset({"seed", "headers", "densities", "urban_areas", "suqian_residents"}),
)
RECORD = Sort(
    Text("求解结果的记录（plan.json）", "the record of a run (plan.json)"),
    Text("所在的文件夹用 placement explain、compare 查看", "lies in a directory for `placement explain` and `compare`"),
    keys=frozenset({"software", "control", "terms", "outcome"}),
)  # fmt: skip
WORKBOOK = Sort(
    Text("工作簿", "a workbook"),
    Text("写在情景的 data.tables", "is named as `data.tables` of a scenario"),
)
CSV_TABLE = Sort(
    Text("单张表格（CSV）", "a single table (CSV)"),
    Text("放进一个文件夹，文件夹写在情景的 data.tables", "lies in a folder named as `data.tables` of a scenario"),
)  # fmt: skip
RUN = Sort(
    Text("求解结果的文件夹", "the directory of a run"),
    Text("用 placement explain、compare 查看", "is for `placement explain` and `compare`"),
)
TABLES = Sort(
    Text("放表格的文件夹", "a folder of tables"),
    Text("写在情景的 data.tables", "is named as `data.tables` of a scenario"),
)
NOT_READ = Text("不能读取", "cannot be read")

WRITTEN_IN_YAML = (SCENARIO, POLICY, KINDS, PROGRAMMES, IMPORT_RECIPE, CITY_RECIPE, RECORD)
CSV_ENDINGS = frozenset({".csv", ".tsv"})
WORKBOOK_ENDINGS = frozenset({".xlsx", ".xlsm", ".xls", ".ods"})


def sort_of_keys(keys: Collection[object]) -> Sort | None:
    """Return the sort of file that has the keys of its top level, None where they do not show it."""
    count, found = max(((len(sort.keys & set(keys)), sort) for sort in WRITTEN_IN_YAML), key=_count)
    own = set(keys) - IN_ANY_FILE
    return found if count >= SOME or (own and own <= found.keys) else None


def sort_by_content(path: Path) -> Sort | None:
    """Return the sort of a folder, or of a file that is no text or a table; None where it may be YAML."""
    if path.is_dir():
        return _sort_of_folder(path)
    if not path.is_file():
        return None
    with path.open("rb") as stream:
        kind, name = kind_of(stream.read(HEAD_BYTES))
    ending = path.suffix.casefold()
    if kind in {"biff", "protected"} or (kind == "zip" and ending in WORKBOOK_ENDINGS):
        return WORKBOOK
    if kind == "text":
        return CSV_TABLE if ending in CSV_ENDINGS else None
    shown = name if is_named_yaml(path) or not ending else ending
    return Sort(Text(f"一个 {shown} 文件", f"a {shown} file"), NOT_READ)


def is_named_yaml(path: Path) -> bool:
    """Tell whether a path has the ending of a YAML file."""
    return path.suffix.casefold() in {".yaml", ".yml"}


def mistaken(found: Sort, wanted: Sort) -> Problem:
    """Return PL819, not yet located: what a file is, what is wanted instead, and where it belongs."""
    rule = Text(
        f"这是{found.name.zh}，不是{wanted.name.zh}",
        f"this is {found.name.en}, not {wanted.name.en}",
    )
    mend = Text(
        f"请给{wanted.name.zh}（{wanted.where.zh}）；{found.name.zh}{found.use.zh}。",
        f"Give {wanted.name.en} ({wanted.where.en}); {found.name.en} {found.use.en}.",
    )
    return Problem(code=MISTAKEN, rule=rule, mend=mend)


def _count(counted: tuple[int, Sort]) -> int:
    return counted[0]


def _sort_of_folder(folder: Path) -> Sort | None:
    """Return what a folder is for, None for one with YAML files, of which one may be meant."""
    entries = list(folder.iterdir())
    if any(entry.name == RECORD_NAME for entry in entries):
        return RUN
    if any(is_named_yaml(entry) for entry in entries):
        return None
    return TABLES if any(entry.suffix.casefold() in CSV_ENDINGS for entry in entries) else None
