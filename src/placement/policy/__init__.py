"""One policy document as data: kinds, rubric, tiers, targets, programmes and readings."""
