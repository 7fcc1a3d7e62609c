"""Put a finished directory in the place of another, in one step where the system can."""

from __future__ import annotations

import ctypes
import errno
import os
import sys
from functools import cache
from pathlib import Path
from typing import Any

AT_FDCWD = -100
RENAME_EXCHANGE = 2
UNSUPPORTED = frozenset({errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EPERM})


def replace_directory(new: Path, target: Path, aside: Path) -> Path | None:
    """Move ``new`` to ``target`` and return where the former ``target`` now lies, if there was one.

    On Linux both names are exchanged in one system call, so a reader always finds one whole directory
    and the former one ends up under the name of ``new``. Elsewhere the former one is first renamed to
    ``aside``; a crash in between leaves it there, for the next start to put back.

    Raises
    ------
    OSError
        Nothing was moved, or what was moved has been put back.
    """
    if not os.path.lexists(target):
        new.rename(target)
        return None
    if exchange(new, target):
        return new
    target.rename(aside)
    try:
        new.rename(target)
    except OSError:
        aside.rename(target)
        raise
    return aside


def exchange(first: Path, second: Path) -> bool:
    """Swap two names atomically; False where the system or file system cannot.

    Raises
    ------
    OSError
        The system can, but refused this swap.
    """
    renameat2 = _find_renameat2()
    if renameat2 is None:
        return False
    names = os.fsencode(first), os.fsencode(second)
    if renameat2(AT_FDCWD, names[0], AT_FDCWD, names[1], RENAME_EXCHANGE) == 0:
        return True
    code = ctypes.get_errno()
    if code in UNSUPPORTED:
        return False
    raise OSError(code, os.strerror(code), str(second))


@cache
def _find_renameat2() -> Any:
    if sys.platform != "linux":
        return None
    function = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if function is not None:
        function.argtypes = [
            ctypes.c_int,
            ctypes.c_char_p,
            ctypes.c_int,
            ctypes.c_char_p,
            ctypes.c_uint,
        ]
        function.restype = ctypes.c_int
    return function


def sync_directory(directory: Path) -> None:
    """Make a directory's entries durable; a no-op where directories cannot be opened (Windows)."""
    if not hasattr(os, "O_DIRECTORY"):
        return
    descriptor = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_file(path: Path) -> None:
    """Make a file's content durable."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())
