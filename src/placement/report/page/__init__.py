"""The report as one offline page: map with a year slider, money, targets, score cards, basis."""

from placement.report.page.build import render_page, write_page

__all__ = ["render_page", "write_page"]
