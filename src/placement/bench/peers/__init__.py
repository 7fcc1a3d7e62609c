"""Peers: the same models handed to other solvers, stage by stage, in child processes."""
