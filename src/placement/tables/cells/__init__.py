"""What the text of one cell means, type by type."""
