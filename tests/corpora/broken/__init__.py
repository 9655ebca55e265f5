"""Real submissions, each broken in one way, with the marks that a fair person would give them."""
