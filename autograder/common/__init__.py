"""Words, files, the one console, and whether warnings are heard: what several rooms need.

It knows nothing of lessons, students or marks.
"""

__all__ = [
    "encoding",
    "files",
    "logs",
    "packing",
    "paired",
    "quiet",
    "storage",
    "terminal",
    "text",
]
