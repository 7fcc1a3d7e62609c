"""A worker that answers with what is no message, and lives on."""

from __future__ import annotations

from placement.engine.control.processes import messages, own_pipes


def main() -> None:
    """Answer every message with what cannot be read."""
    tasks, results = own_pipes()
    for _ in messages(tasks):
        results.write(b"no message")
        results.flush()
