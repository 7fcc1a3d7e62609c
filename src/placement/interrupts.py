"""Ctrl-C and SIGTERM outside a solve: one exception, raised again where the first was swallowed.

An exception raised within the start of a native library is lost, or comes out as an ``ImportError``. So the
handler sets an alarm, which raises once more unless the first was heard. Light on purpose: it is in place
before anything heavy is imported.
"""

from __future__ import annotations

import json
import signal
from types import FrameType

INTERRUPTED = 130
NO_RESULT_ZH, NO_RESULT_EN = "已中断，没有结果", "interrupted, no result"
AGAIN_S = 3.0
"""Longer than any tidying up takes."""
HAS_ALARM = hasattr(signal, "setitimer")


def interrupt_document() -> str:
    """Return the JSON document of a command that was interrupted before it had a result."""
    content = {
        "exit_code": INTERRUPTED,
        "error": "Interrupted",
        "problems": [],
        "unchecked": [],
        "findings": [{"zh": NO_RESULT_ZH, "en": NO_RESULT_EN}],
    }
    return json.dumps(content, ensure_ascii=False, indent=1)


def raise_on_signals() -> None:
    """Let SIGINT and SIGTERM raise ``KeyboardInterrupt``."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _interrupt)
    if HAS_ALARM:
        signal.signal(signal.SIGALRM, _interrupt)


def is_pending() -> bool:
    """Tell whether a stop was asked for that has not been heard yet."""
    return HAS_ALARM and signal.getitimer(signal.ITIMER_REAL)[0] > 0


def heard() -> None:
    """Take back the alarm: the interrupt has ended the work."""
    if HAS_ALARM:
        signal.setitimer(signal.ITIMER_REAL, 0)


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    if HAS_ALARM:
        signal.setitimer(signal.ITIMER_REAL, AGAIN_S)
    raise KeyboardInterrupt
