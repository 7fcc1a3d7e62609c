"""Of plans that are equally good the better one, without a solver."""
