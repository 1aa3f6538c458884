"""Court day: the running order, briefs, outcomes, and the orders that come of them (product K08)."""
