"""Judging side by side: in processes of this machine, or on a cluster.

A worker gets a submission and gives back a judgement; it never opens the gradebook.
"""

__all__ = ["cluster", "seat", "task", "workers"]
