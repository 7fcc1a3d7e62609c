"""Where the measures of a format can be done, as the column ``source_class`` of the costs says it."""

IN_CIRCLE = "circle"
"""Formats that need no premises and are placed in a circle."""

IN_DISTRICT = "district"
"""Formats that serve every circle of a district from one place."""

AT_OUTLET = "outlet"
"""Upgrades of existing outlets, as programmes see them."""
