"""Running an import recipe: source folder in, tables and a scenario out."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from placement.errors import Text
from placement.importing.assessments import (
    build_judgements,
    build_visibility,
    check_kinds,
    read_costs,
)
from placement.importing.assumption_words import collect_assumptions
from placement.importing.assumptions import Assumption
from placement.importing.circles import build_circles
from placement.importing.homes import read_settlement
from placement.importing.ledger import Ledger, counted, listed
from placement.importing.outlets import build_outlets
from placement.importing.premises import Around, build_premises
from placement.importing.recipe import Recipe, read_recipe
from placement.importing.source import check_source
from placement.importing.streets import build_streets
from placement.importing.write import (
    RECORD,
    assumption_table,
    check_apart,
    csv_text,
    json_text,
)
from placement.policy.kinds import KindFile
from placement.report.cautions import cautions
from placement.report.run.publish import RunDirectory
from placement.scenario.model import Licence
from placement.yamlfile import patch, read_as, validate
from placement.yamlfile.sorts import KINDS, POLICY, SCENARIO, Sort
from placement.yamlfile.writing import yaml_text


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What an import produced.

    Attributes
    ----------
    scenario
        The scenario file to solve.
    files
        Everything written.
    counts
        Rows by table.
    kinds
        Outlets by kind, most frequent first; an outlet of two kinds counts in both.
    licence
        Terms under which the source may be used.
    assumptions
        Everything that was assumed, in the order of the recipe.
    dropped, flagged
        Rows left out, and rows kept that should be looked at: ``file, id, name, reason_zh, reason_en``.
    dropped_by_reason, flagged_by_reason
        Their numbers.
    """

    scenario: Path
    files: tuple[Path, ...]
    counts: dict[str, int]
    kinds: dict[str, int]
    licence: Licence
    assumptions: tuple[Assumption, ...]
    dropped: pd.DataFrame
    flagged: pd.DataFrame
    dropped_by_reason: dict[Text, int]
    flagged_by_reason: dict[Text, int]


def run_import(recipe: Path, source: Path, out: Path, *, force: bool = False) -> ImportResult:
    """Import a source by its recipe.

    Writes into `out`: ``<id of the recipe>.yaml``, the scenario, ``tables/*.csv``, ``models/`` (the policy with the
    districts and targets of the recipe, and the dictionary of kinds), ``assumptions.csv``, ``dropped.csv``, ``flagged.csv``
    and ``import.json``; and a notice where the source may not be published.
    Nothing is written unless all of it could be built; equal input gives equal bytes.

    Parameters
    ----------
    recipe
        Recipe file.
    source
        Folder with the files the recipe names.
    out
        New or empty folder, or one that holds an earlier import, which is replaced whole; files in it that
        were edited or added since are kept beside it.
    force
        Move a folder that is no import of ours aside instead of refusing it.

    Raises
    ------
    InputError
        If the recipe or a file of the source is not as it should be, or the folders overlap.
    FileSystemError
        If `out` is no import of ours, or cannot be written.
    """
    check_apart(out, source)
    rules, beside = read_recipe(recipe)
    check_source(source, _source_names(rules))
    kinds = _read_kinds(beside["kinds"])
    check_kinds(_kinds_named(rules), kinds.kinds)
    ledger = Ledger()
    tables = build_tables(rules, source, beside["formats"], list(kinds.kinds), ledger)
    names = {kind: entry.name for kind, entry in kinds.kinds.items()}
    assumptions = collect_assumptions(rules, tables, ledger, names)
    files = {f"tables/{name}.csv": csv_text(frame) for name, frame in tables.items()}
    files |= _models(rules, beside)
    files[f"{rules.id}.yaml"] = _scenario_text(rules, beside, assumptions)
    files |= _told(rules, assumptions, ledger)
    result = _result(out, tables, (rules.licence.licence, assumptions), ledger, files)
    files[RECORD] = json_text(_record(rules, source, result))
    with RunDirectory(out, force=force) as folder:
        for name, text in files.items():
            folder.file(name).write_text(text, encoding="utf-8", newline="")
    return result


def _told(rules: Recipe, assumptions: tuple[Assumption, ...], ledger: Ledger) -> dict[str, str]:
    """Return what has to be known of the tables: assumptions, rows put aside, a licence that forbids publication."""
    notices = cautions(synthetic=False, licence=rules.licence.licence)
    return {
        "assumptions.csv": csv_text(assumption_table(assumptions)),
        "dropped.csv": csv_text(listed(ledger.dropped)),
        "flagged.csv": csv_text(listed(ledger.flagged)),
        **{told.notice: "".join(f"{line}\n" for line in told.sentence) for told in notices},
    }


def build_tables(
    rules: Recipe, source: Path, formats: Path, kinds: list[str], ledger: Ledger
) -> dict[str, pd.DataFrame]:
    """Build all tables of the recipe by table id; rows put aside go into the ledger."""
    settlement = read_settlement(rules.homes, rules.districts, source, ledger)
    per_home = rules.homes.residents_per_home.value
    circles = build_circles(settlement, rules.circles, per_home, rules.districts, ledger)
    outlets = build_outlets(rules.outlets, rules.districts, source, ledger)
    check_kinds({"outlets": _kinds_in(outlets)}, kinds)
    around = Around(circles, outlets)
    premises = build_premises(rules.premises, rules.districts, around, source, ledger)
    tables = {
        "circles": circles,
        "outlets": outlets,
        "premises": premises,
        "costs": read_costs(formats, rules.left_out_formats.value),
        "judgements": build_judgements(circles, rules.judgements.value),
        "visibility": build_visibility(rules.visibility, kinds),
    }
    if rules.streets is not None:
        tables["streets"] = build_streets(rules.streets, source, ledger)
    return tables


def _read_kinds(path: Path) -> KindFile:
    return validate(KindFile, read_as(KINDS, path))


def _kinds_named(rules: Recipe) -> dict[str, list[str]]:
    classification = rules.outlets.classification
    named = {
        f"outlets.classification.kinds_of.{type_}": list(kinds)
        for type_, kinds in classification.kinds_of.items()
    }
    for number, rule in enumerate(classification.more.value, start=1):
        named[f"outlets.classification.more.{number}"] = list(rule.kinds)
    named["visibility"] = list(rules.visibility)
    named["outlets.standardised_kinds"] = list(rules.outlets.standardised_kinds.value)
    return named


def _models(rules: Recipe, beside: dict[str, Path]) -> dict[str, str]:
    """Copy the policy with the recipe's changes, and the dictionary of kinds as it is."""
    policy = _changed(POLICY, beside["policy"], rules.policy_changes.value, rules.id)
    comment = (
        f"由 placement import 写入：{beside['policy'].name} 的副本，县区和目标任务按 {rules.id} 替换。\n"
        f"Written by placement import: {beside['policy'].name} with districts and targets of {rules.id}."
    )
    return {
        f"models/{beside['policy'].name}": yaml_text(policy, comment),
        f"models/{beside['kinds'].name}": beside["kinds"].read_text("utf-8"),
    }


def _scenario_text(
    rules: Recipe, beside: dict[str, Path], assumptions: tuple[Assumption, ...]
) -> str:
    scenario = _changed(SCENARIO, beside["scenario_base"], rules.scenario, rules.id)
    head = {
        "id": rules.id,
        "name": rules.name,
        "policy": f"models/{beside['policy'].name}",
        "data": {
            "tables": "tables",
            "datum": {"default": "WGS-84"},
            "money_unit": "元",
            **rules.scenario.get("data", {}),
            "licence": rules.licence.model_dump(mode="json", exclude_defaults=True),
            "assumptions": [assumption.text._asdict() for assumption in assumptions],
        },
    }
    comment = (
        f"由 placement import 写入（{rules.id}）；重新导入会覆盖。\n"
        f"Written by placement import ({rules.id}); importing again replaces it."
    )
    return yaml_text(head | {k: v for k, v in scenario.items() if k not in head}, comment)


def _changed(sort: Sort, path: Path, changes: dict[str, Any], label: str) -> dict[str, Any]:
    """Return a YAML file, all it extends merged in, with values replaced at dotted keys."""
    document = read_as(sort, path)
    return {str(key): value for key, value in patch(document, changes, label).data.items()}


def _result(
    out: Path,
    tables: dict[str, pd.DataFrame],
    told: tuple[Licence, tuple[Assumption, ...]],
    ledger: Ledger,
    files: dict[str, str],
) -> ImportResult:
    licence, assumptions = told
    kinds = pd.Series(_kinds_in(tables["outlets"])).value_counts()
    return ImportResult(
        scenario=out / next(name for name in files if name.endswith(".yaml") and "/" not in name),
        files=tuple(out / name for name in [*files, RECORD]),
        counts={name: len(frame) for name, frame in tables.items()},
        kinds={str(kind): int(n) for kind, n in kinds.items()},
        licence=licence,
        assumptions=assumptions,
        dropped=listed(ledger.dropped),
        flagged=listed(ledger.flagged),
        dropped_by_reason=counted(ledger.dropped),
        flagged_by_reason=counted(ledger.flagged),
    )


def _kinds_in(outlets: pd.DataFrame) -> list[str]:
    return [kind for kinds in outlets["kinds"] for kind in kinds.split("+")]


def _record(rules: Recipe, source: Path, result: ImportResult) -> dict[str, Any]:
    return {
        "recipe": rules.id,
        "licence": rules.licence.model_dump(mode="json", exclude_defaults=True),
        "source": {
            path.name: hashlib.sha256(path.read_bytes()).hexdigest()
            for path in (source / name for name in _source_names(rules))
        },
        "rows": result.counts,
        "outlets_by_kind": result.kinds,
        "dropped": [[*reason, n] for reason, n in result.dropped_by_reason.items()],
        "flagged": [[*reason, n] for reason, n in result.flagged_by_reason.items()],
        "assumptions": [assumption.text._asdict() for assumption in result.assumptions],
        "files": [path.relative_to(result.scenario.parent).as_posix() for path in result.files],
    }


def _source_names(rules: Recipe) -> list[str]:
    """Return the files of the source that a recipe names, each once."""
    classification = rules.outlets.classification
    names = [file.file for file in rules.outlets.files]
    names += [table.file for table in (classification.types, classification.names) if table]
    names.append(rules.homes.source.file)
    if rules.premises.given is not None:
        names.append(rules.premises.given.source.file)
    if rules.streets is not None:
        names += [rules.streets.lines, rules.streets.nodes.file]
    return list(dict.fromkeys(names))
