"""Seeded synthetic cities, documented in `docs/synth.md` and marked synthetic on every output."""

from placement.synth.city import SynthResult, build_tables, synthesize
from placement.synth.recipe import SynthRecipe, read_recipe

__all__ = ["SynthRecipe", "SynthResult", "build_tables", "read_recipe", "synthesize"]
