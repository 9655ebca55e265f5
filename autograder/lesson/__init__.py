"""What a lesson is: read from its source, built for students, searched for leaks.

It knows no submission and no student.
"""

__all__ = [
    "branch",
    "build",
    "choice",
    "course",
    "instructor",
    "kit",
    "leaks",
    "lesson",
    "read",
    "stills",
]
