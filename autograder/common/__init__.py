"""Words, files, the one console: what more than one room needs and none owns.

It knows nothing of lessons, students or marks.
"""

__all__ = ["encoding", "files", "logs", "packing", "paired", "storage", "terminal", "text"]
