"""A choice from a lesson: exercises left out with all that needs them, or given other points."""

__all__ = ["dropping", "selection"]
