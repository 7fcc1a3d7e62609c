"""Runs side by side, by their audited figures."""
