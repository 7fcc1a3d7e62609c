"""Publish a run directory whole or not at all.

Files are written to a hidden directory beside the target, synced, listed in ``manifest.json`` (written
last), and the hidden directory takes the target's place in one rename. One writer at a time; a killed
writer leaves the old result intact, no lock, and a leftover that the next run removes. No file that
was not written by us, or was edited since, is ever deleted: it is kept in ``<name>.kept-1``.
"""

from __future__ import annotations

import hashlib
import itertools
import os
import re
import secrets
import shutil
import time
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from placement.errors import FileSystemError, OutputBusyError, Text, system_words
from placement.report.run.lock import DirectoryLock, Holder
from placement.report.run.manifest import (
    MANIFEST_NAME,
    find_user_files,
    is_published,
    list_files,
    read_manifest,
    record_file,
    render_manifest,
    verify_manifest,
)
from placement.report.run.outside import check_outside_runs
from placement.report.run.swap import replace_directory, sync_directory, sync_file

__all__ = ["RunDirectory", "read_manifest", "verify_manifest"]

LEFTOVER = re.compile(r"\.run-([0-9a-f]{12})-[0-9a-f]{8}")
MIB = 1_048_576
SWEEP_WAIT_S = 0.05


class RunDirectory:
    """Context manager that publishes what was written to ``staging`` as ``path`` on a clean exit.

    Parameters
    ----------
    path
        The directory to publish; its parents are created.
    force
        Accept a directory that is not a run of ours; it is moved aside, never deleted.
    keeps_former
        Move a former run aside instead of removing it.
    needs_bytes
        Refuse at once when less is free on the file system.
    command
        What to tell another run that finds the directory busy; by default the command line.

    Attributes
    ----------
    staging
        Where to write; valid inside the ``with`` block.
    kept
        Where a former directory with the user's own or edited files was moved to, else ``None``.
    has_kernel_lock
        False on file systems without locks, where an exclusive file guards the directory.

    Raises
    ------
    OutputBusyError
        On entry: another process is writing the same directory.
    FileSystemError
        On entry: not writable, not ours, or too little space. On exit: writing failed; the former
        result is untouched. An ``OSError`` of the block is turned into this error as well.
    InputError
        On entry: PL808, the directory lies inside a published run.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as parent:
    ...     with RunDirectory(Path(parent) / "plan") as run:
    ...         _ = run.file("figures/note.txt").write_text("ok")
    ...     verify_manifest(Path(parent) / "plan")
    []
    """

    def __init__(
        self,
        path: Path | str,
        *,
        force: bool = False,
        keeps_former: bool = False,
        needs_bytes: int = 0,
        command: str | None = None,
    ) -> None:
        self.path = Path(path).resolve()
        self.force = force
        self.keeps_former = keeps_former
        self.needs_bytes = needs_bytes
        self.kept: Path | None = None
        self._parent = self.path.parent
        self._key = hashlib.sha256(os.fsencode(self.path.name)).hexdigest()[:12]
        self._lock = _lock_for(self._parent, self._key, self.path, Holder.current(command))
        self.staging = self._fresh("run")
        self._is_rescued = False

    @property
    def has_kernel_lock(self) -> bool:
        """Whether the kernel guards the directory; known inside the ``with`` block."""
        return self._lock.is_kernel_lock

    def file(self, name: str) -> Path:
        """Return the path to write ``name`` to, creating its folder (again, if someone removed it)."""
        path = self.staging / name
        path.parent.mkdir(parents=True, exist_ok=True)
        return path

    def __enter__(self) -> Self:
        check_outside_runs(self.path)
        try:
            self._parent.mkdir(parents=True, exist_ok=True)
            self._take_lock()
            try:
                self._repair()
                self._sweep()
                self._check_target()
                self._check_space()
                self.staging.mkdir()
            except BaseException:
                self._lock.release()
                raise
        except OSError as error:
            raise self._failure(error) from error
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            if error is None:
                self._publish()
        except OSError as own:
            raise self._failure(own) from own
        finally:
            if not self._is_rescued:
                shutil.rmtree(self.staging, ignore_errors=True)
            self._lock.release()
        if isinstance(error, OSError):
            raise self._failure(error) from error

    def _take_lock(self) -> None:
        try:
            self._lock.acquire()
        except OutputBusyError:
            # The holder may only be sweeping a leftover of ours, which takes a moment.
            time.sleep(SWEEP_WAIT_S)
            self._lock.acquire()

    def _publish(self) -> None:
        self._seal()
        self._check_target()
        former: Path | None = None
        try:
            if os.path.lexists(self.path) and not _is_replaceable(self.path):
                self.kept = self._move_to_kept(self.path)
            former = replace_directory(self.staging, self.path, self._fresh("old"))
        except OSError as error:
            rescued, why = self._rescue(), system_words(error)
            raise FileSystemError(
                f"结果已写好，但无法放到 {self.path}（{why.zh}）；请到 {rescued} 查看\n"
                f"the result is complete but could not be put at {self.path} "
                f"({why.en}); it lies in {rescued}"
            ) from error
        sync_directory(self._parent)
        if former is not None:
            self._retire(former)

    def _seal(self) -> None:
        """Sync all files, then write the manifest: from here on the directory counts as complete."""
        records = {}
        for name, path in list_files(self.staging):
            sync_file(path)
            records[name] = record_file(path)
        manifest = self.file(MANIFEST_NAME)
        manifest.write_text(render_manifest(records), encoding="utf-8", newline="\n")
        sync_file(manifest)
        for folder in (*(p for p in self.staging.rglob("*") if p.is_dir()), self.staging):
            sync_directory(folder)

    def _retire(self, former: Path) -> None:
        """Remove a former result of ours, or keep it if it holds anything of the user's."""
        if self.keeps_former or (is_published(former) and find_user_files(former)):
            self.kept = self._move_to_kept(former)
        else:
            shutil.rmtree(former)

    def _rescue(self) -> Path:
        """Leave a complete result that could not take its place where the user can find it."""
        self._is_rescued = True
        try:
            return self._move_to_kept(self.staging)
        except OSError:
            return self.staging

    def _move_to_kept(self, directory: Path) -> Path:
        for number in itertools.count(1):
            kept = self.path.with_name(f"{self.path.name}.kept-{number}")
            if not os.path.lexists(kept):
                directory.rename(kept)
                return kept
        raise AssertionError

    def _repair(self) -> None:
        """Undo a replacement that a crash left half done."""
        for former in sorted(self._parent.glob(f".old-{self._key}-*")):
            if os.path.lexists(self.path):
                self._retire(former)
            else:
                former.rename(self.path)

    def _sweep(self) -> None:
        """Remove leftovers of dead runs: ours by the lock we hold, others' by taking their lock."""
        for path in sorted(self._parent.glob(".run-*")):
            found = LEFTOVER.fullmatch(path.name)
            if found is None or path.is_symlink() or not path.is_dir():
                continue
            if found[1] == self._key:
                self._retire(path)
            else:
                _remove_if_dead(path, _lock_for(self._parent, found[1], path, Holder.current()))

    def _check_target(self) -> None:
        if not self.force and os.path.lexists(self.path) and not _is_replaceable(self.path):
            raise FileSystemError(
                f"{self.path} 已存在且不是本程序的结果目录；请换一个目录，或用 --force（原有文件会移到旁边，不会删除）\n"
                f"{self.path} exists and is not a run of this program; choose another directory, "
                "or use --force (its files are moved aside, never deleted)"
            )

    def _check_space(self) -> None:
        free = shutil.disk_usage(self._parent).free
        if free < self.needs_bytes:
            needs = -(-self.needs_bytes // MIB)
            raise FileSystemError(
                f"{self._parent} 空间不足：需要 {needs} MiB，剩余 {free // MIB} MiB\n"
                f"{self._parent} needs {needs} MiB free, has {free // MIB} MiB"
            )

    def _fresh(self, prefix: str) -> Path:
        return self._parent / f".{prefix}-{self._key}-{secrets.token_hex(4)}"

    def _failure(self, error: OSError) -> FileSystemError:
        """Describe a failed write; the former result, if any, is still in place."""
        free = Text("", "")
        with suppress(OSError):
            left = shutil.disk_usage(self._parent).free
            free = Text(f"（剩余 {left:,} 字节）", f" ({left:,} bytes free)")
        where, why = error.filename or self.path, system_words(error)
        return FileSystemError(
            f"无法写入 {where}：{why.zh}{free.zh}；原有结果未改动\n"
            f"cannot write {where}: {why.en}{free.en}; the former result is untouched"
        )


def _lock_for(parent: Path, key: str, busy: Path, holder: Holder) -> DirectoryLock:
    return DirectoryLock(parent / f".run-{key}.lock", busy, holder)


def _is_replaceable(path: Path) -> bool:
    """Tell whether a path is a run of ours or an empty directory."""
    return path.is_dir() and (is_published(path) or not any(path.iterdir()))


def _remove_if_dead(leftover: Path, lock: DirectoryLock) -> None:
    try:
        lock.acquire()
    except (OutputBusyError, FileSystemError):
        return
    try:
        if not (is_published(leftover) and find_user_files(leftover)):
            shutil.rmtree(leftover, ignore_errors=True)
    finally:
        lock.release()
