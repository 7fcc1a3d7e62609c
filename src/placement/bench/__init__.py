"""The benchmark suite: instances as data, measured runs in child processes, and what they say."""
