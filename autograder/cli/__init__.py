"""The command line: one file per command, with its arguments and what it does.

It calls the rooms below and prints what came of it; it decides nothing, and nothing imports it.
"""

__all__ = ["main"]
