"""Child processes that take pickles on standard input, answer on standard output and end with their master."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import IO, Any, BinaryIO

FAULTS = (ArithmeticError, LookupError, RuntimeError, ValueError, MemoryError)
"""What may go wrong in a task; it is told to the master, and the process is of use for the next one."""


@dataclass
class Child:
    """A process and the pipes to it.

    Attributes
    ----------
    module
        Whose ``main`` it runs.
    """

    module: str
    process: subprocess.Popen[bytes]
    tasks: IO[bytes]
    results: IO[bytes]
    _hear: Callable[[Any], None] | None = None
    _is_silent: bool = False

    @staticmethod
    def start(module: str) -> Child:
        """Start ``main`` of a module in a process of its own."""
        process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
            [sys.executable, "-c", f"from {module} import main; main()"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
            start_new_session=True,  # Ctrl-C is for the master, which then asks for results
        )
        if process.stdin is None or process.stdout is None:
            message = "a child process has no pipes"
            raise OSError(message)
        return Child(module, process, process.stdin, process.stdout)

    @property
    def is_alive(self) -> bool:
        """Whether the process has not ended, nor its messages where they are listened to."""
        return not self._is_silent and self.process.poll() is None

    def send(self, message: object) -> bool:
        """Send a message; False where the process has ended."""
        try:
            pickle.dump(message, self.tasks)
            self.tasks.flush()
        except BrokenPipeError:
            return False
        return True

    def listen(self, hear: Callable[[Any], None]) -> None:
        """Pass on every message from now on, and ``None`` when there will be no more; whoever listened hears nothing."""
        is_heard, self._hear = self._hear is not None, hear

        def listen_to_the_end() -> None:
            try:
                for message in messages(self.results):
                    self._tell(message)
            finally:
                self._is_silent = True
                self._tell(None)

        if not is_heard:
            threading.Thread(target=listen_to_the_end, daemon=True).start()
        elif self._is_silent:
            hear(None)

    def _tell(self, message: object) -> None:
        if self._hear is not None:
            self._hear(message)

    def dismiss(self) -> None:
        """End the process."""
        self.process.kill()
        self.process.wait()
        for pipe in (self.tasks, self.results):
            with suppress(BrokenPipeError):
                pipe.close()


def messages(pipe: IO[bytes]) -> Iterator[Any]:
    """Yield what comes through a pipe between a master and its child until it ends, or breaks off."""
    while True:
        try:
            yield pickle.load(pipe)  # noqa: S301 - from our own process at the other end
        except (EOFError, OSError, pickle.UnpicklingError, ValueError):
            return


def serve(listen: Callable[[], None]) -> None:
    """Listen to the master beside the work; when it has nothing more to say the process ends, whatever it does."""

    def listen_to_the_end() -> None:
        listen()
        os._exit(0)

    threading.Thread(target=listen_to_the_end, daemon=True).start()


def own_pipes() -> tuple[BinaryIO, BinaryIO]:
    """Return standard input, and standard output kept for messages alone: what is printed goes to standard error."""
    results = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    return sys.stdin.buffer, results


def send(results: BinaryIO, message: object) -> None:
    """Send a message to the master."""
    pickle.dump(message, results)
    results.flush()
