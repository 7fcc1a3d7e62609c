"""How a solve is asked for, watched and stopped; processes of its own."""
