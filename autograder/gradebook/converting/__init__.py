"""What nbgrader does with a hand-in, step by step, and what of it is done otherwise here."""
