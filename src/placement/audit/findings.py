"""How what is wrong with a plan is said."""

from __future__ import annotations

from placement.errors import Text


def of(name: str, what: Text) -> Text:
    """Say of what a finding is."""
    return Text(f"{name}：{what.zh}", f"{name}: {what.en}")
