"""nbgrader's configuration: its own converters and gradebook, with our judge as the execution step.

`nbgrader autograde`, formgrader's button and `autograder grade` all read this file, so they all
judge the same way. Everything that grading makes lies under grading/, which git ignores.
"""

from pathlib import Path

from autograder.gradebook.nbgrader import configure

c = get_config()  # noqa: F821
configure(c, Path(__file__).resolve().parent)
