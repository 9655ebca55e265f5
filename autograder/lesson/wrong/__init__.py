"""Wrong answers made from the right one: small edits of it, and slips that anybody makes."""

__all__ = ["mutants", "slips"]
