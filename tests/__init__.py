"""The tests: sentences about behaviour, on real notebooks."""
