"""``python -m placement`` and the console script: nothing heavy is imported before an interrupt is caught."""

from __future__ import annotations

import sys

from placement.interrupts import (
    INTERRUPTED,
    NO_RESULT_EN,
    NO_RESULT_ZH,
    heard,
    interrupt_document,
    is_pending,
    raise_on_signals,
)

SAID = f"\n{NO_RESULT_ZH} · {NO_RESULT_EN}\n"


def main() -> None:
    """Run the command line; Ctrl-C and SIGTERM outside a solve end with 130."""
    raise_on_signals()
    try:
        from placement.cli import main as run  # noqa: PLC0415 - importing takes a second

        run()
    except (KeyboardInterrupt, ImportError) as error:
        if isinstance(error, ImportError) and not is_pending():
            raise
        heard()
        if "--json" in sys.argv[1:]:
            sys.stdout.write(f"{interrupt_document()}\n")
        sys.stderr.write(SAID)
        sys.exit(INTERRUPTED)


if __name__ == "__main__":
    main()
