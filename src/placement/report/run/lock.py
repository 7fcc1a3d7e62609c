"""One writer per output directory: the kernel's lock where there is one, an exclusive file elsewhere."""

from __future__ import annotations

import contextlib
import errno
import importlib
import importlib.util
import json
import os
import secrets
import shlex
import socket
import sys
import time
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from placement.errors import FileSystemError, OutputBusyError, Text, system_words

fcntl = importlib.import_module("fcntl") if importlib.util.find_spec("fcntl") else None

# What file systems without lock support (some NFS and SMB mounts) answer to flock.
NO_LOCKS = frozenset({errno.ENOLCK, errno.ENOTSUP, errno.EOPNOTSUPP, errno.EINVAL, errno.EBADF})
OPEN_FLAGS = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0)
ATTEMPTS = 20
HOLDER_WAIT_S = 0.01
MAX_HOLDER_BYTES = 65_536


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds a lock: process id, host, local start time, and the command as typed."""

    pid: int
    host: str
    started: str
    command: str

    @classmethod
    def current(cls, command: str | None = None) -> Holder:
        """Describe this process; ``command`` replaces the command line where given."""
        return cls(
            pid=os.getpid(),
            host=socket.gethostname(),
            started=datetime.now().astimezone().isoformat(timespec="seconds"),
            command=shlex.join(sys.argv) if command is None else command,
        )

    @classmethod
    def parse(cls, text: str) -> Holder | None:
        """Return the holder a lock file names, ``None`` while it is empty or half written."""
        try:
            found = json.loads(text)
            return cls(int(found["pid"]), *(str(found[k]) for k in ("host", "started", "command")))
        except (ValueError, KeyError, TypeError):
            return None

    def to_json(self) -> str:
        """Return the holder as one line of JSON."""
        return json.dumps(asdict(self), ensure_ascii=False) + "\n"

    def is_dead_here(self) -> bool:
        """Tell whether the process ran on this machine and no longer exists."""
        if os.name != "posix" or self.host != socket.gethostname():
            return False
        try:
            os.kill(self.pid, 0)
        except ProcessLookupError:
            return True
        except OSError:
            return False
        return False


class DirectoryLock:
    """A lock that never waits: it is taken at once or refused, naming the holder.

    Parameters
    ----------
    path
        Lock file; created on ``acquire`` and removed on ``release``. A process that dies leaves the
        file but not the lock. Without kernel locks the file ``<path>.excl`` itself is the lock, and
        only one left by a dead process of the same machine is taken over.
    busy
        The directory to name in the refusal.
    """

    def __init__(self, path: Path, busy: Path, holder: Holder) -> None:
        self.path = path
        self.busy = busy
        self.holder = holder
        self.is_kernel_lock = True
        self._descriptor: int | None = None

    def acquire(self) -> None:
        """Take the lock.

        Raises
        ------
        OutputBusyError
            Another live process holds it.
        FileSystemError
            Nothing can be written where the directory lies.
        """
        try:
            if not self._acquire_from_kernel():
                self.is_kernel_lock = False
                self._acquire_by_file()
        except OSError as error:
            raise FileSystemError(self._not_writable(error)) from error

    def release(self) -> None:
        """Give the lock back and remove its file; harmless when the lock is not held."""
        if self._descriptor is None:
            return
        # Unlinking while still holding the lock: whoever waits on the old inode notices and starts anew.
        with contextlib.suppress(OSError):
            (self.path if self.is_kernel_lock else self._exclusive_path()).unlink()
        os.close(self._descriptor)
        self._descriptor = None

    def _acquire_from_kernel(self) -> bool:
        if fcntl is None:
            return False
        for _ in range(ATTEMPTS):
            descriptor = os.open(self.path, OPEN_FLAGS, 0o666)
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as error:
                os.close(descriptor)
                if isinstance(error, BlockingIOError):
                    raise self._refusal(self.path) from None
                if error.errno in NO_LOCKS:
                    with contextlib.suppress(OSError):
                        self.path.unlink()
                    return False
                raise
            if _is_same_file(descriptor, self.path):
                os.truncate(descriptor, 0)
                self._keep(descriptor)
                return True
            os.close(descriptor)
        raise self._refusal(self.path)

    def _acquire_by_file(self) -> None:
        path = self._exclusive_path()
        for _ in range(ATTEMPTS):
            try:
                self._keep(os.open(path, OPEN_FLAGS | os.O_EXCL, 0o666))
            except FileExistsError:
                if not _remove_if_dead(path):
                    raise self._refusal(path) from None
            else:
                return
        raise self._refusal(path)

    def _exclusive_path(self) -> Path:
        return self.path.with_name(self.path.name + ".excl")

    def _keep(self, descriptor: int) -> None:
        self._descriptor = descriptor
        os.write(descriptor, self.holder.to_json().encode())

    def _not_writable(self, error: OSError) -> str:
        folder, why = self.path.parent, system_words(error)
        if error.errno == errno.ENOENT and folder.is_dir():
            why = Text("那里不能新建文件", "no file can be made there")
        return (
            f"不能写入文件夹“{folder}”：{why.zh}。请另选输出位置（--out）。\n"
            f"the folder “{folder}” cannot be written: {why.en}. Choose another place (--out)."
        )

    def _refusal(self, path: Path) -> OutputBusyError:
        holder = _read_holder(path)
        if holder is None:
            return OutputBusyError(
                f"输出目录 {self.busy} 正被另一个运行占用（锁文件 {path}）\n"
                f"{self.busy} is being written by another run (lock file {path})"
            )
        return OutputBusyError(
            f"输出目录 {self.busy} 正被另一个运行占用：进程 {holder.pid}（{holder.host}），"
            f"始于 {holder.started}，命令 {holder.command}\n"
            f"{self.busy} is being written by another run: pid {holder.pid} on {holder.host}, "
            f"started {holder.started}, command {holder.command}"
        )


def _is_same_file(descriptor: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(descriptor), path.stat())
    except FileNotFoundError:
        return False


def _read_holder(path: Path) -> Holder | None:
    """Read who holds the lock, waiting a moment for a holder who has not written its name yet."""
    for _ in range(ATTEMPTS):
        try:
            with path.open(encoding="utf-8", errors="replace") as file:
                holder = Holder.parse(file.read(MAX_HOLDER_BYTES))
        except OSError:
            return None
        if holder is not None:
            return holder
        time.sleep(HOLDER_WAIT_S)
    return None


def _remove_if_dead(path: Path) -> bool:
    """Move a dead process's lock file out of the way; put it back if it changed hands meanwhile."""
    holder = _read_holder(path)
    if holder is None or not holder.is_dead_here():
        return not path.exists()
    aside = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    try:
        path.rename(aside)
    except FileNotFoundError:
        return True
    if _read_holder(aside) != holder:
        aside.rename(path)
        return False
    aside.unlink()
    return True
