"""Circuits that can be stepped through: how they are computed, and how a step looks."""
