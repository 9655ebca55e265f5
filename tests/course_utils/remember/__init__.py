"""Predictions that are kept, and recall."""
