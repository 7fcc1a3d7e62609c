"""What a run hands over: tables, figures and the summary on the terminal, published as one directory."""
