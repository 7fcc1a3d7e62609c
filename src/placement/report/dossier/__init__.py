"""What is told of a plan: one set of facts for the workbook, the page and the plots."""

from placement.report.dossier.build import build_dossier, target_kinds
from placement.report.dossier.model import Dossier
from placement.report.dossier.proof import Proof

__all__ = ["Dossier", "Proof", "build_dossier", "target_kinds"]
