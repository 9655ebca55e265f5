"""When something is due, in whose clock, and what lateness costs.

Moments and rules only: it knows no database, no student and no lesson.
"""

__all__ = ["late", "moments"]
