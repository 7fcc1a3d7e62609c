"""A plan taken up again in a later year: what stands stays, the rest is planned anew."""
