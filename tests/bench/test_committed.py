"""The committed results: sound, and what the README shows is made from them."""

from __future__ import annotations

from pathlib import Path

import pytest

from placement.bench import summary
from placement.bench.registry import GridEntry, Registry
from placement.bench.report import standings_table
from placement.bench.results import Row, read_rows

ROOT = Path(__file__).resolve().parents[2]
RESULTS = ROOT / "benchmarks" / "results"


@pytest.fixture(scope="module")
def rows() -> list[Row]:
    return read_rows(RESULTS / "small.jsonl")


def test_every_row_says_with_what_it_was_measured(rows: list[Row]) -> None:
    assert len(rows) > 50
    for row in rows:
        assert row["commit"]
        assert row["versions"]["highspy"] == "1.15.1"
        assert row["machine"]["processor"]
        assert row["case"]["limit_s"] > 0


def test_no_proof_contradicts_another_or_a_known_optimum(
    rows: list[Row], registry: Registry
) -> None:
    optima = {
        item.name: item.entry.optimum
        for item in registry.items.values()
        if isinstance(item.entry, GridEntry) and item.entry.optimum is not None
    }
    claims = summary.check_optima(rows, optima)
    assert {claim.verdict for claim in claims} <= {"agrees", "open"}
    assert claims
    assert summary.contradictions(rows) == []


def test_no_row_is_worse_than_greedy(rows: list[Row]) -> None:
    greedy = {r["case"]["instance"]: r for r in rows if r["case"]["contender"] == "greedy"}
    compared = 0
    for row in rows:
        peer = greedy.get(row["case"]["instance"])
        if row["case"]["contender"] == "engine" and peer is not None and peer["stages"]:
            compared += 1
            assert _rank(row) <= _rank(peer)
    assert compared > 5


def test_the_table_of_the_readme_is_made_from_the_rows(rows: list[Row]) -> None:
    raced = [row for row in rows if row["case"]["family"] == "d38-easy"]
    table = standings_table(summary.common_rows(raced))
    assert table in (ROOT / "README.md").read_text(encoding="utf-8")
    assert (RESULTS / "gap-over-time.png").read_bytes().startswith(b"\x89PNG")


def _rank(row: Row) -> list[int]:
    return [-s["value"] if s["maximise"] else s["value"] for s in row["stages"]]
