"""What a lesson is: read from its source, built for students, searched for leaks.

It knows no submission and no student.
"""

__all__ = [
    "build",
    "choice",
    "course",
    "home",
    "instructor",
    "leaks",
    "lesson",
    "packing",
    "parts",
    "read",
    "rules",
    "stills",
    "wrong",
]
