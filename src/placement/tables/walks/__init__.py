"""Points on the earth, streets, and who walks to whom in what time."""
