"""How a class did, in a lesson and in the course: in the terminal, as a table, as a page.

It reads the gradebook and the records of a run and never changes either.
"""

__all__ = [
    "behaviour",
    "course",
    "course_page",
    "course_terminal",
    "page",
    "report",
    "rows",
    "terminal",
]
