"""What students are given beside the notebook: numbers, stand-ins, sealed causes, right numbers."""

__all__ = ["answers", "manifest", "seals", "stand_ins"]
