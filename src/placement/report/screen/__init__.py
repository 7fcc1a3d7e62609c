"""What the terminal shows of a solve, while it runs and after it."""
