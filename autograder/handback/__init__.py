"""What goes back: marks as tables that an LMS takes, feedback pages as archives and e-mails.

It reads the gradebook and works out course totals; it never changes a mark.
"""

__all__ = ["archives", "forms", "letters", "pages", "placing", "rules", "sheet", "table"]
