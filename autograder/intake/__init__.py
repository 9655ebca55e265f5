"""What arrives from outside: rosters, and the downloads of learning management systems.

It finds whose each file is and keeps every attempt; it judges nothing and never guesses a student.
"""

__all__ = ["attempts", "best", "collecting", "downloads", "people", "plan", "rosters", "shown"]
