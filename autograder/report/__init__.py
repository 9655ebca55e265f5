"""How a class did: in the terminal, as a table, as a page.

It reads the gradebook and the records of a run and never changes either.
"""

__all__ = ["page", "report", "terminal"]
