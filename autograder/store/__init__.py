"""What nbgrader's tables cannot hold of a class, as tables of our own in the same database.

Who a student is to an LMS, dates as typed, attempts, held-aside files, what moved and why.
`store.Store` opens it; the functions of the other modules take the connection of a transaction.
All times are UTC without a zone, as nbgrader keeps them. It knows neither nbgrader nor lessons.
"""

__all__ = [
    "answers",
    "aside",
    "attempts",
    "dates",
    "desk",
    "hands",
    "holds",
    "moves",
    "people",
    "returns",
    "store",
    "tables",
]
