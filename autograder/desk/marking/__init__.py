"""Answers marked by hand: read, grouped, dealt out, marked, undone."""
