"""The user's data: one column dictionary drives reader, checks, template and documentation."""
