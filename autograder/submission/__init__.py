"""What was handed in: found, bounded, repaired, numbered.

It runs nothing, and opens nothing that is not a plain file of bounded size.
"""

__all__ = ["collect", "handed_in", "notebook_file", "repair", "submission", "timestamp"]
