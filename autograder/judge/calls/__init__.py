"""Calls between the judge and a student's process.

`lent` answers those that come from there. Those of a test that are known before it is run are asked
for together: `rehearsal` finds them out by running the test with the right answer, `plan` holds
them, and `asked` gives the replies to the test when it makes the calls. `heard` tells tests apart
by what came back. `draws` are a test's random numbers; `state` is what NumPy and Python do with
errors and warnings meanwhile, on either side.
"""
