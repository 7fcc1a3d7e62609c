"""A city of many blocks: workers, records, bounds of the whole, neighbourhoods."""
