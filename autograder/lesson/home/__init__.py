"""What students' notebooks are given beside the lesson: numbers, stand-ins, sealed causes."""

__all__ = ["manifest", "seals", "stand_ins"]
