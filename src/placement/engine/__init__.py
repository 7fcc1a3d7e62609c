"""How the planning problem is solved: greedy floor, whole MIP by stages, neighbourhood search."""
