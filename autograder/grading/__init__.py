"""A class, from hand-ins to marks: resumable, with what changed told afterwards.

It hands out work and keeps the records; it never judges, and writes marks only through `gradebook`.
"""

__all__ = ["appeal", "grade", "history", "records", "terminal"]
