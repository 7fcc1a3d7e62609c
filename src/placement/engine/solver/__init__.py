"""Sparse models, HiGHS under a guard, and bounds that hold whatever HiGHS says."""
