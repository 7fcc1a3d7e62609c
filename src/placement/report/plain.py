"""Texts made fit to be shown, for all that is drawn, printed or laid out."""

from __future__ import annotations

from placement.plain import plain, sentence

__all__ = ["plain", "sentence"]
