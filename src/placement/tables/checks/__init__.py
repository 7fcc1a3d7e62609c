"""Checks on tables whose cells were read: one small function per finding."""
