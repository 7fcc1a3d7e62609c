"""What to say where hard rules cannot be met: the least change that would do, and what is in the way."""
