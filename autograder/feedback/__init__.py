"""What a student reads: verdicts, causes, failing inputs and remarks, as one page.

It shows no hidden test and no reference answer, and escapes whatever students wrote.
"""

__all__ = ["feedback", "page", "symbols", "view"]
