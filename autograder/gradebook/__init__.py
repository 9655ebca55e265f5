"""nbgrader's border: its configuration, converters and database.

The only room that imports nbgrader's books; it never works out a verdict.
"""

__all__ = [
    "byhand",
    "converting",
    "gradebook",
    "ledger",
    "listening",
    "marks",
    "nbgrader",
    "notice",
    "penalties",
    "roll",
    "states",
]
