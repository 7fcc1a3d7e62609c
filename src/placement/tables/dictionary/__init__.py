"""The one dictionary of tables and columns."""
