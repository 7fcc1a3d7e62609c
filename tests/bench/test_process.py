"""Child processes under limits, with real processes."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import pytest

from placement.bench.process import resident_mib, run_child


def run(code: str, tmp_path: Path, *, seconds: float = 20.0, memory_mib: float = 1000.0):
    return run_child(
        [sys.executable, "-c", code],
        seconds_left=lambda now: seconds - now,
        memory_mib=memory_mib,
        errors=tmp_path / "errors.txt",
    )


def test_a_child_that_ends_is_measured(tmp_path: Path) -> None:
    ended = run("x = bytearray(80_000_000); n = sum(range(5_000_000))", tmp_path)
    assert (ended.how, ended.code) == ("finished", 0)
    assert ended.peak_mib > 75
    assert 0.01 < ended.cpu_s < 20


def test_a_child_that_dies_leaves_its_last_words(tmp_path: Path) -> None:
    ended = run("raise ValueError('no such thing')", tmp_path)
    assert (ended.how, ended.code) == ("died", 1)
    assert ended.words.endswith("ValueError: no such thing")
    killed = run("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", tmp_path)
    assert (killed.how, killed.code) == ("died", -9)


def test_a_child_past_its_time_is_stopped_even_if_it_will_not_listen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("placement.bench.process.PATIENCE_S", 0.3)
    deaf = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(60)"
    began = time.monotonic()
    assert run(deaf, tmp_path, seconds=0.5).how == "time"
    assert time.monotonic() - began < 10


def test_memory_of_grandchildren_counts_and_they_are_stopped_too(tmp_path: Path) -> None:
    grandchild = "import time; x = bytearray(150_000_000); time.sleep(60)"
    code = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {grandchild!r}])"
    began = time.monotonic()
    ended = run(code, tmp_path, memory_mib=120.0)
    assert ended.how == "memory"
    assert ended.peak_mib > 120
    assert time.monotonic() - began < 20


def test_a_process_that_is_gone_has_no_memory() -> None:
    assert resident_mib(2**22 + 1) == 0
