"""How what is wrong with a plan is said."""

from __future__ import annotations

from placement.errors import Text


def of(name: Text, what: Text) -> Text:
    """Say of what a finding is."""
    return Text(f"{name.zh}：{what.zh}", f"{name.en}: {what.en}")
