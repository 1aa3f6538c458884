"""The weekly contract: each recommendation of a week with its answer and evidence, signed off by a leader."""
