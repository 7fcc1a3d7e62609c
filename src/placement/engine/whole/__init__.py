"""One instance as one model, without what no plan needs, and a second opinion."""
