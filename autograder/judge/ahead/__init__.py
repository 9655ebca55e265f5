"""The calls of a test that are known before it is run: asked for together, in one message.

`rehearsal` finds them out by running the test with the right answer, `plan` holds them, and `asked`
gives the results to the test when it makes the calls.
"""
