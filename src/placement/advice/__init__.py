"""Advice on published runs: side by side, and what one should know before choosing."""
