"""The desk: a class in one browser page, and answers marked by hand at the speed of reading.

A local web server on the gradebook. Its pages show what the commands know, and its buttons run
them. What students wrote is only ever looked at: nothing of theirs runs, here or in the browser.
"""

__all__ = ["access", "server"]
