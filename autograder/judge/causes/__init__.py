"""Why an answer is wrong: does it behave like a known mistake? Names no cause without evidence.

Others use `Diagnosis`, the `Behaviour` that it compares, and `alike` for two results.
"""
