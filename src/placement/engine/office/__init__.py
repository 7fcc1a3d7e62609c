"""The office's own way: nearest to its goal first."""
