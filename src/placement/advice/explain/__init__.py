"""Why a circle, a site or a target is as it is, and what one thing more would change."""
