"""Other plans that are nearly as good, and the sites all of them use."""
