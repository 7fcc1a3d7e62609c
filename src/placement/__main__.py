"""``python -m placement`` and the console script: nothing heavy is imported before an interrupt is caught."""

from __future__ import annotations

import signal
import sys
from types import FrameType

INTERRUPTED = 130
SAID = "\n已中断，没有结果 · interrupted, no result\n"


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def main() -> None:
    """Run the command line; Ctrl-C and SIGTERM outside a solve end with 130."""
    signal.signal(signal.SIGTERM, _interrupt)
    try:
        from placement.cli import main as run  # noqa: PLC0415 - importing takes a second

        run()
    except KeyboardInterrupt:
        sys.stderr.write(SAID)
        sys.exit(INTERRUPTED)


if __name__ == "__main__":
    main()
