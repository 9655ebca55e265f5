"""A student's notebook: read from its file, put in order, run, whatever was done to it.

What checks a notebook at home and what marks it read it through here, so that both see the same.
Imports nothing of the course but its own modules, and never the autograder.
"""
