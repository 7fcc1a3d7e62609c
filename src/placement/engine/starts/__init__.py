"""What a solve begins from: a plan that keeps every hard rule, as an office would make it where that will do."""
