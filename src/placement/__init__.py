"""Plan convenience circles: premises, subsidies and certifications under capped budgets."""

__version__ = "0.1.0"
