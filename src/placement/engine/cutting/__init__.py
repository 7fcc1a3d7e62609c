"""Parts of a city as instances of their own, years merged, and prints of what a part is made of."""
