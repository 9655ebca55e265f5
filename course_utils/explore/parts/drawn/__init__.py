"""Layers of single explorables, from numbers that are ready."""
