"""A published run read back: its record and its tables, as far as nobody changed them since."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from placement.errors import Text, VerificationError
from placement.plain import plain
from placement.report.cautions import Caution, cautions
from placement.report.csv_tables import read_csv
from placement.report.run.claims import read_plan_record
from placement.report.run.folder import check_run_folders, run_manifest
from placement.report.run.manifest import verify_manifest
from placement.scenario.model import Licence, full_name

REMEDY = (
    "结果目录须与发布时一样：请取回原来的文件，或重新求解这个情景\n"
    "a run has to be as it was published: put the files back, or solve the scenario again"
)
READ_TABLES = ("projects", "circles", "targets", "money", "payments")


@dataclass(frozen=True)
class PublishedRun:
    """One run directory.

    Attributes
    ----------
    record
        ``plan.json``.
    tables
        The published tables by name, except the score cards: exact values, columns as published.
    """

    path: Path
    record: Mapping[str, Any]
    tables: Mapping[str, pd.DataFrame]

    @property
    def name(self) -> str:
        """Name of the scenario."""
        return str(self.record["scenario"]["name"])

    @property
    def budget_names(self) -> dict[str, str]:
        """Names of its budget lines, as shown."""
        lines = self.record["names"]["budgets"].items()
        return {budget: plain(full_name(line["name"], line["district"])) for budget, line in lines}

    @property
    def licence(self) -> Licence | None:
        """Terms under which its data may be used, where they are known."""
        told = self.record["licence"]
        if told is None:
            return None
        text = Text(told["zh"], told["en"])
        return Licence(text, told["publishable"], tuple(told["unlicensed"]))

    @property
    def basis(self) -> Text:
        """On which policy document it rests, and whether that is another place's."""
        return Text(**self.record["basis"])

    @property
    def cautions(self) -> tuple[Caution, ...]:
        """What whoever hands it on has to know."""
        return cautions(synthetic=self.record["synthetic"], licence=self.licence)

    @property
    def table_prints(self) -> tuple[str, ...]:
        """Prints of the files of its tables, wherever these lie."""
        files = self.record["inputs"].items()
        return tuple(sorted(h for name, h in files if not name.endswith((".yaml", ".yml"))))

    @property
    def years(self) -> list[int]:
        """Years of the horizon."""
        return [int(year) for year in self.record["scenario"]["years"]]


def read_published(path: Path) -> PublishedRun:
    """Read a run directory.

    Raises
    ------
    UnusableRunError
        If it is no directory of a run, or another version wrote it.
    FileSystemError
        If it cannot be read.
    VerificationError
        If a file, the manifest among them, was changed or lost since it was published, or ``plan.json`` is malformed.
    """
    check_run_folders([path])
    run_manifest(path)
    findings = verify_manifest(path)
    if findings:
        raise VerificationError((*(f"{path}: {finding}" for finding in findings), REMEDY))
    record = read_plan_record(path)  # first: of another version the tables may be others, too
    tables = {name: read_csv(path / f"{name}.csv") for name in READ_TABLES}
    return PublishedRun(path, record, tables)
