"""Build lessons, judge submissions behind walls, and keep nbgrader's books."""
