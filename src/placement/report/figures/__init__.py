"""The plots of a run, one file each: ``plot_…`` returns a Figure, ``write_png`` writes it."""

from placement.report.figures.cost import plot_cost
from placement.report.figures.map import plot_map
from placement.report.figures.scores import plot_scores
from placement.report.figures.spending import plot_spending
from placement.report.figures.style import write_png
from placement.report.figures.targets import plot_targets

__all__ = ["plot_cost", "plot_map", "plot_scores", "plot_spending", "plot_targets", "write_png"]
