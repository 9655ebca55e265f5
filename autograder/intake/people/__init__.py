"""Whose a file is: people, their names, and the one person to whom all that is known can belong."""
