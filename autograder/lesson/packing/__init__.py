"""What students get of some lessons, packed: as a zip, a folder, or a branch without answers."""

__all__ = ["branch", "kit"]
