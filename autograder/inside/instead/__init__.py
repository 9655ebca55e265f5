"""Stands where work is marked for parts of course_utils that an answer might borrow from.

Each file or folder here has the name of the part that it is shown in place of.
"""
