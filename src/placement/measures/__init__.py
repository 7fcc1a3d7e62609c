"""Measures 措施: everything that could be done, format by format, before anybody has paid for it."""

from placement.measures.listing import list_measures
from placement.measures.places import Measures, Place

__all__ = ["Measures", "Place", "list_measures"]
