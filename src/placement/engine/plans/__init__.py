"""What a plan is, its exact value, and how a solve ended."""
