"""All parts together: tables and figures of a plan, published as one directory."""

from collections.abc import Callable
from pathlib import Path

from placement.report.cautions import SYNTHETIC
from placement.report.csv_tables import read_csv, write_csv
from placement.report.figures import plot_map, plot_spending, plot_targets, write_png
from placement.report.run.publish import RunDirectory, read_manifest, verify_manifest
from placement.report.target_tables import target_facts


def publish(city: object, target: Path) -> None:
    frames, names = city.frames, city.names
    figures = {
        "map": plot_map(
            city.circles_table, city.premises_table, frames["projects"], frames["circles"],
            city.years, cautions=(SYNTHETIC,), names=names,
        ),
        "targets": plot_targets(target_facts(frames["targets"], names), cautions=(SYNTHETIC,)),
        "spending": plot_spending(frames["money"], frames["payments"], cautions=(SYNTHETIC,), names=names),
    }  # fmt: skip
    with RunDirectory(target) as run:
        for table, frame in frames.items():
            write_csv(frame, run.file(f"{table}.csv"))
        for name, figure in figures.items():
            write_png(figure, run.file(f"figures/{name}.png"))


def test_a_run_is_complete_the_same_each_time_and_draws_again_from_its_files(
    invent: Callable[..., object], tmp_path: Path
) -> None:
    city = invent(n_districts=2)
    publish(city, tmp_path / "a")
    publish(city, tmp_path / "b")
    assert verify_manifest(tmp_path / "a") == []
    assert len(read_manifest(tmp_path / "a")) == 8
    assert read_manifest(tmp_path / "a") == read_manifest(tmp_path / "b")
    city.frames = {name: read_csv(tmp_path / "a" / f"{name}.csv") for name in city.frames}
    publish(city, tmp_path / "c")
    assert read_manifest(tmp_path / "c") == read_manifest(tmp_path / "a")
