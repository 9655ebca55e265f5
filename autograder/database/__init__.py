"""Where the gradebook lies: a file or a server, opened, held by one run at a time, copied.

Nothing that writes opens it in another way than `opening.writing`. It knows no lesson's contents.
"""

__all__ = ["backup", "hold", "opening", "place", "rows", "statements", "tables"]
