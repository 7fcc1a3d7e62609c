"""Measures 措施: everything that could be done, format by format, before anybody has paid for it."""

from placement.measures.listing import list_measures
from placement.measures.places import (
    AT_OUTLET,
    IN_CIRCLE,
    IN_DISTRICT,
    LARGEST_OVERSIZE,
    Measures,
    Place,
)

__all__ = [
    "AT_OUTLET",
    "IN_CIRCLE",
    "IN_DISTRICT",
    "LARGEST_OVERSIZE",
    "Measures",
    "Place",
    "list_measures",
]
