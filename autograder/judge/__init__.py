"""Marks: hidden tests and reference answers on one side, the student's process on the other.

It believes nothing that comes over the wire, runs nothing of a student's, and knows no nbgrader.
"""

__all__ = ["causes", "errors", "guard", "judge", "session", "testcell", "verdict"]
