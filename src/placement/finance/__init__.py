"""Money: what a measure costs, whether it stands without aid, and what each programme pays for it."""
