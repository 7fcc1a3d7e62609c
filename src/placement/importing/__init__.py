"""Import recipes: from data somebody else collected to tables and a scenario the planner can solve.

What a source does not say is assumed, and every assumption stands in the recipe with its value and
reason; all of them are returned with the result and written into the scenario.
"""

from placement.importing.assumptions import Assumption
from placement.importing.run import ImportResult, run_import

__all__ = ["Assumption", "ImportResult", "run_import"]
