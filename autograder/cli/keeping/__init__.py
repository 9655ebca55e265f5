"""Commands that keep, bring back and tell what was."""
