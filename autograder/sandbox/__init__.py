"""The walls, from outside: what the sandbox sees, how it starts, forks and ends.

It never runs a student's code in this process, and holds no test.
"""

__all__ = ["probe", "sandbox", "unavailable"]
