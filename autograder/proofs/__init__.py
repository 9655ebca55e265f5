"""Tests of the tests: answers pass, known mistakes fail, edits are noticed; and a sample class.

It judges as a class is judged; it must never know a shortcut that the judge does not take.
"""

__all__ = ["demo", "mutate", "prove"]
