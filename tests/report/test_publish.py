"""A run directory is published whole or not at all, whatever happens to the writer."""

import multiprocessing
import os
import random
import resource
import shutil
import signal
import time
from contextlib import suppress
from pathlib import Path

import pytest

from placement.errors import FileSystemError, OutputBusyError
from placement.report.run import lock, swap
from placement.report.run.publish import RunDirectory, read_manifest, verify_manifest

fork = multiprocessing.get_context("fork")
NAMES = ("circles.csv", "plan.json", "projects.csv", "figures/map.png")
N_KILLS = 24
LIMIT_S = 5.0
ONE_FILE = '{"format":"placement-run","version":1,"files":{"NAME":{"size":1,"sha256":"0"}}}'


def publish(target: Path, content: str, **options: object) -> RunDirectory:
    with RunDirectory(target, **options) as run:
        for name in NAMES:
            run.file(name).write_text(content, encoding="utf-8")
    return run


def contents(target: Path) -> set[str]:
    return {(target / name).read_text(encoding="utf-8") for name in NAMES}


def entries(parent: Path) -> set[str]:
    return {path.name for path in parent.iterdir()}


def test_a_clean_exit_publishes_everything_and_leaves_nothing_else(tmp_path: Path) -> None:
    run = publish(tmp_path / "a" / "run", "一")
    assert entries(tmp_path / "a") == {"run"}
    assert contents(run.path) == {"一"}
    assert set(read_manifest(run.path)) == set(NAMES)
    assert read_manifest(run.path)["plan.json"].size == 3
    assert verify_manifest(run.path) == []


def test_a_second_run_replaces_the_first(tmp_path: Path) -> None:
    publish(tmp_path / "run", "一")
    with RunDirectory(tmp_path / "run") as run:
        run.file("plan.json").write_text("二", encoding="utf-8")
    assert entries(run.path) == {"manifest.json", "plan.json"}
    assert entries(tmp_path) == {"run"}
    assert run.kept is None


def test_an_error_inside_the_block_leaves_the_former_result(tmp_path: Path) -> None:
    publish(tmp_path / "run", "一")

    def stumble() -> None:
        with RunDirectory(tmp_path / "run") as run:
            run.file("plan.json").write_text("二", encoding="utf-8")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        stumble()
    assert contents(tmp_path / "run") == {"一"}
    assert entries(tmp_path) == {"run"}


def test_equal_files_give_an_equal_manifest(tmp_path: Path) -> None:
    first = publish(tmp_path / "a", "一").path / "manifest.json"
    second = publish(tmp_path / "b", "一").path / "manifest.json"
    assert first.read_bytes() == second.read_bytes()


def test_changed_and_missing_files_are_named(tmp_path: Path) -> None:
    run = publish(tmp_path / "run", "一")
    (run.path / "circles.csv").write_text("二", encoding="utf-8")
    (run.path / "figures" / "map.png").unlink()
    (run.path / "notes.txt").write_text("mine", encoding="utf-8")
    assert verify_manifest(run.path) == [
        "circles.csv：发布后已改动\ncircles.csv was changed since it was published",
        "figures/map.png：缺失\nfigures/map.png is missing",
    ]


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{}", '{"format": "placement-run"}', "[" * 100_000]
    + [ONE_FILE.replace("NAME", name) for name in ("../x", "/etc/passwd", "")],
)
def test_a_broken_or_hostile_manifest_is_no_run(tmp_path: Path, text: str) -> None:
    (tmp_path / "manifest.json").write_text(text, encoding="utf-8")
    with pytest.raises(FileSystemError):
        verify_manifest(tmp_path)


# --- other people's files -------------------------------------------------------------------


def test_a_foreign_directory_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    target = tmp_path / "论文"
    target.mkdir()
    (target / "thesis.docx").write_text("years of work", encoding="utf-8")
    with pytest.raises(FileSystemError, match="force"), RunDirectory(target):
        pytest.fail("entered")
    assert entries(tmp_path) == {"论文"}
    assert entries(target) == {"thesis.docx"}


def test_force_moves_foreign_files_aside(tmp_path: Path) -> None:
    target = tmp_path / "out"
    target.mkdir()
    (target / "thesis.docx").write_text("years of work", encoding="utf-8")
    run = publish(target, "一", force=True)
    assert run.kept == tmp_path / "out.kept-1"
    assert (run.kept / "thesis.docx").read_text(encoding="utf-8") == "years of work"
    assert verify_manifest(target) == []


def test_an_empty_directory_is_accepted(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    assert verify_manifest(publish(tmp_path / "out", "一").path) == []
    assert entries(tmp_path) == {"out"}


@pytest.mark.parametrize("edited", ["notes.txt", "projects.csv"])
def test_added_and_edited_files_survive_a_new_run(tmp_path: Path, edited: str) -> None:
    run = publish(tmp_path / "run", "一")
    (run.path / edited).write_text("my remarks", encoding="utf-8")
    again = publish(tmp_path / "run", "二")
    assert contents(again.path) == {"二"}
    assert again.kept is not None
    assert (again.kept / edited).read_text(encoding="utf-8") == "my remarks"


def test_a_directory_created_during_the_run_is_not_overwritten(tmp_path: Path) -> None:
    target = tmp_path / "run"

    def write_while_another_appears() -> None:
        with RunDirectory(target) as run:
            run.file("plan.json").write_text("一", encoding="utf-8")
            target.mkdir()
            (target / "other.txt").write_text("other", encoding="utf-8")

    with pytest.raises(FileSystemError, match="not a run"):
        write_while_another_appears()
    assert entries(target) == {"other.txt"}


# --- failing disks --------------------------------------------------------------------------


def test_a_place_where_nothing_can_be_made_is_named_and_no_file_of_ours() -> None:
    with pytest.raises(FileSystemError) as caught, RunDirectory(Path("/proc/run")):
        pass
    assert "不能写入文件夹“/proc”：那里不能新建文件" in str(caught.value)
    assert "lock" not in str(caught.value)


def test_a_read_only_directory_is_refused_on_entry() -> None:
    closed = Path("/tmp") / f"placement-closed-{os.getpid()}"  # noqa: S108 - reachable for "nobody"
    closed.mkdir(mode=0o555)

    def enter_unprivileged() -> None:
        if os.geteuid() == 0:
            os.setuid(65534)
        try:
            with RunDirectory(closed / "run"):
                os._exit(1)
        except FileSystemError:
            os._exit(FileSystemError.exit_code)

    child = fork.Process(target=enter_unprivileged)
    child.start()
    child.join(LIMIT_S)
    found = entries(closed)
    closed.rmdir()
    assert child.exitcode == FileSystemError.exit_code
    assert found == set()


@pytest.mark.parametrize("limit", [0, 1, 60, 100, 400, 4_000, 70_000])
def test_a_full_disk_leaves_the_former_result_untouched(tmp_path: Path, limit: int) -> None:
    """Limits hit the lock file, the n-th data file, or the manifest; from some size on all fits."""
    publish(tmp_path / "run", "一")

    def write_limited() -> None:
        with suppress(ValueError):
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
        try:
            with RunDirectory(tmp_path / "run", command="c") as run:
                for size, name in zip((10, 90, 3_000, 60_000), NAMES, strict=True):
                    run.file(name).write_text("x" * size, encoding="utf-8")
        except FileSystemError as error:
            os._exit(
                FileSystemError.exit_code
                if "bytes free" in str(error) or "cannot be written" in str(error)
                else 1
            )
        os._exit(0)

    child = fork.Process(target=write_limited)
    child.start()
    child.join(LIMIT_S)
    assert child.exitcode == (0 if limit == 70_000 else FileSystemError.exit_code)
    assert verify_manifest(tmp_path / "run") == []
    if child.exitcode:
        assert contents(tmp_path / "run") == {"一"}
    assert {name for name in entries(tmp_path) if "lock" not in name} == {"run"}


def test_a_failing_fsync_counts_as_failure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    publish(tmp_path / "run", "一")
    real, calls = os.fsync, iter(range(100))
    n_syncs = len(NAMES) + 3  # files, manifest, figures/, the directory itself

    def fail_at(number: int) -> None:
        def fsync(descriptor: int) -> None:
            if next(calls) == number:
                raise OSError(5, "Input/output error")
            real(descriptor)

        monkeypatch.setattr(swap.os, "fsync", fsync)

    for number in range(n_syncs):
        calls = iter(range(100))
        fail_at(number)
        with pytest.raises(FileSystemError, match="Input/output error"):
            publish(tmp_path / "run", "二")
        assert contents(tmp_path / "run") == {"一"}
        assert entries(tmp_path) == {"run"}


def test_too_little_space_is_refused_on_entry(tmp_path: Path) -> None:
    with (
        pytest.raises(FileSystemError, match="MiB"),
        RunDirectory(tmp_path / "run", needs_bytes=10**18),
    ):
        pytest.fail("entered")
    assert entries(tmp_path) == set()


def test_a_parent_removed_while_solving_is_created_again(tmp_path: Path) -> None:
    parent = tmp_path / "results"
    with RunDirectory(parent / "run") as run:
        shutil.rmtree(parent)
        run.file("plan.json").write_text("一", encoding="utf-8")
    assert verify_manifest(parent / "run") == []


def test_a_result_that_cannot_take_its_place_is_kept_and_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_paths: Path) -> None:
        raise OSError(16, "Device or resource busy")

    monkeypatch.setattr("placement.report.run.publish.replace_directory", refuse)
    with pytest.raises(FileSystemError, match="kept-1"):
        publish(tmp_path / "run", "一")
    assert contents(tmp_path / "run.kept-1") == {"一"}


# --- crashes --------------------------------------------------------------------------------


@pytest.mark.parametrize("can_exchange", [True, False])
def test_kill_9_at_random_moments_never_shows_a_mixed_result(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, can_exchange: bool
) -> None:
    if not can_exchange:
        monkeypatch.setattr(swap, "exchange", lambda _first, _second: False)
    target = tmp_path / "run"
    publish(target, "0")

    def write_for_ever() -> None:
        number = 0
        while True:
            number += 1
            publish(target, f"{os.getpid()}-{number}")

    chance = random.Random(7)
    n_replaced = 0
    for kill in range(N_KILLS):
        before = target.stat().st_ino
        child = fork.Process(target=write_for_ever)
        child.start()
        if kill % 2:
            wait_until_replaced(target, before)
        time.sleep(chance.uniform(0.002, 0.03))
        assert child.pid is not None
        os.kill(child.pid, signal.SIGKILL)
        child.join()
        if can_exchange:
            assert verify_manifest(target) == []
        with RunDirectory(target):
            assert verify_manifest(target) == []
            found = contents(target)
            assert len(found) == 1
            n_replaced += found != {"0"}
            raise_nothing_new(target)
        publish(target, "0")
    assert n_replaced >= N_KILLS // 2
    assert entries(tmp_path) == {"run"}


def wait_until_replaced(target: Path, former_inode: int) -> None:
    """Return once a writer has put another directory in the target's place."""
    while True:
        with suppress(FileNotFoundError):
            if target.stat().st_ino != former_inode:
                return
        time.sleep(0.001)


def raise_nothing_new(target: Path) -> None:
    """Only the former result and the staging of the run just entered may be there."""
    others = [n for n in entries(target.parent) if n != target.name and not n.endswith(".lock")]
    assert len(others) == 1
    assert others[0].startswith(".run-")


def test_leftovers_are_swept_but_only_dead_ones_of_ours(tmp_path: Path) -> None:
    (tmp_path / ".run-notes").mkdir()
    child = fork.Process(target=die_inside, args=(tmp_path / "dead",))
    child.start()
    child.join(LIMIT_S)
    with RunDirectory(tmp_path / "alive") as alive:
        alive.file("plan.json").write_text("一", encoding="utf-8")
        assert len([n for n in entries(tmp_path) if n.startswith(".run-") and "lock" not in n]) == 2
        publish(tmp_path / "other", "一")
    assert entries(tmp_path) == {".run-notes", "alive", "other"}


def die_inside(target: Path) -> None:
    with RunDirectory(target) as run:
        run.file("plan.json").write_text("half", encoding="utf-8")
        os.kill(os.getpid(), signal.SIGKILL)


def test_a_crash_between_two_renames_is_repaired(tmp_path: Path) -> None:
    target = publish(tmp_path / "run", "一").path
    target.rename(RunDirectory(target)._fresh("old"))
    with RunDirectory(target):
        assert contents(target) == {"一"}


# --- two writers ----------------------------------------------------------------------------


def hold(target: Path, ready: object, done: object) -> None:
    with RunDirectory(target, command="placement solve 济宁.yaml") as run:
        run.file("plan.json").write_text("一", encoding="utf-8")
        ready.set()  # type: ignore[attr-defined]
        done.wait(LIMIT_S)  # type: ignore[attr-defined]


@pytest.mark.parametrize("has_flock", [True, False])
def test_a_second_writer_is_refused_naming_the_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, has_flock: bool
) -> None:
    if not has_flock:
        monkeypatch.setattr(lock, "fcntl", None)
    ready, done = fork.Event(), fork.Event()
    child = fork.Process(target=hold, args=(tmp_path / "run", ready, done))
    child.start()
    assert ready.wait(LIMIT_S)
    begin = time.monotonic()
    with pytest.raises(OutputBusyError) as refusal, RunDirectory(tmp_path / "run"):
        pytest.fail("entered")
    assert time.monotonic() - begin < 1
    done.set()
    child.join(LIMIT_S)
    message = str(refusal.value)
    assert f"pid {child.pid} " in message
    assert "placement solve 济宁.yaml" in message
    assert time.strftime("%Y-%m-%d") in message
    assert verify_manifest(tmp_path / "run") == []
    assert entries(tmp_path) == {"run"}


def write_often(target: Path, until: float) -> None:
    n_refused = 0
    while time.monotonic() < until:
        try:
            publish(target, f"{os.getpid()}-{time.monotonic()}")
        except OutputBusyError:
            n_refused += 1
    os._exit(min(n_refused, 100))


@pytest.mark.parametrize("has_flock", [True, False])
def test_two_writers_at_once_never_mix(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, has_flock: bool
) -> None:
    if not has_flock:
        monkeypatch.setattr(lock, "fcntl", None)
    until = time.monotonic() + 0.6
    children = [fork.Process(target=write_often, args=(tmp_path / "run", until)) for _ in range(2)]
    for child in children:
        child.start()
    for child in children:
        child.join(LIMIT_S)
    assert all(child.exitcode is not None and child.exitcode >= 0 for child in children)
    assert verify_manifest(tmp_path / "run") == []
    assert len(contents(tmp_path / "run")) == 1
    assert entries(tmp_path) == {"run"}


@pytest.mark.parametrize("has_flock", [True, False])
def test_the_lock_of_a_killed_writer_is_free(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, has_flock: bool
) -> None:
    if not has_flock:
        monkeypatch.setattr(lock, "fcntl", None)
    child = fork.Process(target=die_inside, args=(tmp_path / "run",))
    child.start()
    child.join(LIMIT_S)
    assert child.exitcode == -signal.SIGKILL
    run = publish(tmp_path / "run", "一")
    assert run.has_kernel_lock is has_flock
    assert entries(tmp_path) == {"run"}


def test_a_lock_file_of_another_machine_is_respected(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lock, "fcntl", None)
    run = RunDirectory(tmp_path / "run")
    there = lock.Holder(pid=1, host="elsewhere", started="2026-01-01", command="x").to_json()
    run._lock._exclusive_path().write_text(there, encoding="utf-8")
    with pytest.raises(OutputBusyError, match="elsewhere"), run:
        pytest.fail("entered")
