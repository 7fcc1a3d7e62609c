"""Branch and price: options priced, tiers branched on."""
