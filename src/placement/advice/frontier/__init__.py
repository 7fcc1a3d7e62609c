"""A ladder of budgets: what each reaches, and which sites come in when."""
