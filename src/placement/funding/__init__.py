"""Funding modes: with which programmes a measure can be paid for, place by place and year by year.

A programme is *owed* where it is ``need: always`` and has no quota (or where the scenario says that
everybody who may applies): wherever it applies and runs it is taken, of a stacking group the dearest.
All others are *offered*: works that pay back with what is owed for their premises take none of them; the
rest take what is owed, or what is owed with any admissible set of offered programmes, in both cases only
if they then stand (:mod:`placement.finance.works`). Of the sets offered at one place those are dropped
that pay no less from every budget line and every quota than another; but where a programme asks for a
least amount or number, what is taken from it is worth having, and only sets that take the same are compared.
"""

from placement.funding.modes import Mode, funding_modes
from placement.funding.purse import Purse, district_groups

__all__ = ["Mode", "Purse", "district_groups", "funding_modes"]
