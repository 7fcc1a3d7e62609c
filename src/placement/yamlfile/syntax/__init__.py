"""What is wrong where the parser cannot read on, and the mend for just that; its own words are never shown."""
