"""Commands that give marks and feedback back."""
