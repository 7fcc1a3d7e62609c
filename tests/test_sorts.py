"""A file of one sort given where another is wanted is named as what it is, by every command alike."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from pydantic import BaseModel

from placement.errors import InputError, Problem
from placement.importing.recipe import Recipe
from placement.importing.recipe import read_recipe as read_import_recipe
from placement.policy.kinds import KindFile
from placement.policy.library import LibraryFile
from placement.policy.reader import read_policy
from placement.policy.schema import Policy
from placement.report.run.folder import run_problem
from placement.scenario.reader import read_scenario
from placement.scenario.schema import ALIASES, ScenarioFile
from placement.synth.recipe import SynthRecipe
from placement.synth.recipe import read_recipe as read_city_recipe
from placement.yamlfile import read_as, sort_at
from placement.yamlfile.sorts import (
    CITY_RECIPE,
    CSV_TABLE,
    IMPORT_RECIPE,
    KINDS,
    POLICY,
    PROGRAMMES,
    RECORD,
    RUN,
    SCENARIO,
    TABLES,
    WORKBOOK,
    Sort,
)

PROJECT = Path(__file__).resolve().parent.parent
RECORD_TEXT = (
    '{"format": 1, "software": {}, "scenario": {"id": "quick"}, "outcome": {}, "control": {}}'
)
READERS: dict[str, tuple[Sort, Callable[[Path], object]]] = {
    "scenario": (SCENARIO, read_scenario),
    "policy": (POLICY, read_policy),
    "import recipe": (IMPORT_RECIPE, read_import_recipe),
    "city recipe": (CITY_RECIPE, read_city_recipe),
}
SORTS: dict[str, Sort] = {
    "scenarios/quick.yaml": SCENARIO,
    "models/jining-2023.yaml": POLICY,
    "models/kinds.yaml": KINDS,
    "models/programmes/anhui-trust-shops.yaml": PROGRAMMES,
    "scenarios/imports/suqian-2018.yaml": IMPORT_RECIPE,
    "scenarios/recipes/quick.yaml": CITY_RECIPE,
    "scenarios/quick/circles.csv": CSV_TABLE,
    "scenarios/quick": TABLES,
    "runs/quick": RUN,
    "runs/quick/plan.json": RECORD,
    "data.xlsx": WORKBOOK,
    "protected.xlsx": WORKBOOK,
}


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("sorts")
    for folder in ("models", "scenarios"):
        shutil.copytree(PROJECT / folder, root / folder)
    (root / "runs/quick").mkdir(parents=True)
    (root / "runs/quick/plan.json").write_text(RECORD_TEXT, "utf-8")
    (root / "data.xlsx").write_bytes(b"PK\x03\x04" + bytes(range(256)))
    (root / "protected.xlsx").write_bytes(
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le")
    )
    return root


def problems_of(read: Callable[[Path], object], path: Path) -> list[Problem]:
    with pytest.raises(InputError) as caught:
        read(path)
    return list(caught.value.problems)


def test_every_sort_is_known(project: Path) -> None:
    assert {name: sort_at(project / name) for name in SORTS} == SORTS


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("name", SORTS)
def test_another_sort_is_named_in_one_finding(project: Path, reader: str, name: str) -> None:
    wanted, read = READERS[reader]
    found = SORTS[name]
    if found is wanted:
        return
    (problem,) = problems_of(read, project / name)
    assert (problem.code, problem.file) == ("PL819", name)
    assert problem.rule.zh == f"这是{found.name.zh}，不是{wanted.name.zh}"
    assert wanted.where.en in problem.mend.en
    assert problem.mend.en.endswith(f"{found.name.en} {found.use.en}.")


@pytest.mark.parametrize("name", ["quick.yaml", "../models/jining-2023.yaml", "../runs/quick"])
def test_what_is_no_table_is_named(project: Path, name: str) -> None:
    path = project / "scenarios/other.yaml"
    text = (project / "scenarios/quick.yaml").read_text("utf-8")
    path.write_text(text.replace("tables: quick", f"tables: {name}"), "utf-8")
    (problem,) = problems_of(read_scenario, path)
    assert problem.code == "PL819"
    assert problem.rule.zh.endswith("，不是数据表")


def test_a_dictionary_of_kinds_that_is_a_table_is_told_where_it_is_named(project: Path) -> None:
    path = project / "models/other.yaml"
    text = (project / "models/jining-2023.yaml").read_text("utf-8")
    path.write_text(text.replace("kinds: kinds.yaml", "kinds: formats.csv"), "utf-8")
    (problem,) = problems_of(read_policy, path)
    assert (problem.code, problem.file, problem.column) == ("PL819", "models/other.yaml", "kinds")
    assert problem.value == "formats.csv"


def test_a_scenario_that_only_adds_programmes_to_another_is_a_scenario(project: Path) -> None:
    path = project / "scenarios/more.yaml"
    path.write_text("extends: quick.yaml\nid: more\nprogrammes: {}\n", "utf-8")
    assert read_scenario(path).id == "more"


def test_a_scenario_given_as_a_run_is_named(project: Path) -> None:
    problem = run_problem(project / "scenarios/quick.yaml")
    assert problem is not None
    assert problem.rule.zh == "这里要写结果目录，而这是情景文件"


def test_a_binary_file_named_yaml_is_no_scenario(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes(b"%PDF-1.7 x")
    (problem,) = problems_of(read_scenario, path)
    assert problem.rule.zh == "这是一个 PDF 文件，不是情景文件"


@pytest.mark.parametrize("named", ["formats.csv", "jining-2023.yaml", "../data.xlsx"])
def test_a_slip_in_the_policy_is_told_of_the_policy(project: Path, named: str) -> None:
    policy = (project / "models/jining-2023.yaml").read_text("utf-8")
    (project / "models/slip.yaml").write_text(
        policy.replace("kinds: kinds.yaml", f"kinds: {named}"), "utf-8"
    )
    path = project / "scenarios/slip.yaml"
    text = (project / "scenarios/quick.yaml").read_text("utf-8")
    path.write_text(text + "policy: ../models/slip.yaml\n", "utf-8")
    (problem,) = problems_of(read_scenario, path)
    assert (problem.code, problem.file, problem.value) == ("PL819", "models/slip.yaml", named)


def test_nothing_is_told_of_what_a_link_out_of_the_project_leads_to(
    project: Path, tmp_path: Path
) -> None:
    outside = tmp_path / "secret.xlsx"
    outside.write_bytes(b"PK\x03\x04" + bytes(range(256)))
    link = project / "models/linked.yaml"
    link.symlink_to(outside)
    (problem,) = problems_of(lambda path: read_as(SCENARIO, path, root=project), link)
    assert problem.code == "PL118"


@pytest.mark.parametrize(
    ("sort", "model"),
    [
        (SCENARIO, ScenarioFile),
        (POLICY, Policy),
        (KINDS, KindFile),
        (PROGRAMMES, LibraryFile),
        (IMPORT_RECIPE, Recipe),
        (CITY_RECIPE, SynthRecipe),
    ],
    ids=lambda found: getattr(found, "__name__", ""),
)
def test_a_sort_is_told_by_keys_that_its_files_may_have(sort: Sort, model: type[BaseModel]) -> None:
    fields = {field.alias or name for name, field in model.model_fields.items()}
    in_chinese = set(ALIASES) if sort is SCENARIO else set()
    assert sort.keys <= fields | in_chinese
