"""The policy document that a plan rests on, and whether it is the place's own."""

from __future__ import annotations

from placement.errors import Text
from placement.plain import plain
from placement.policy.schema import Document


def policy_basis(document: Document) -> Text:
    """Say on which document the plan rests, beginning with that it is borrowed where it is."""
    name = plain(f"{document.issuer} {document.title}").strip()
    if not document.borrowed_for:
        return Text(f"政策依据：{name}", f"Policy: {name}")
    use = borrowed_use(document)
    return Text(f"政策依据：借用{name}（{use.zh}）", f"Policy, borrowed: {name} ({use.en})")


def borrowed_use(document: Document) -> Text:
    """Say for which place a document is borrowed; nothing where it is its own."""
    place = plain(document.borrowed_for)
    if not place:
        return Text("", "")
    return Text(f"用于{place}，不是当地的规定", f"used for {place}, not a rule made there")
