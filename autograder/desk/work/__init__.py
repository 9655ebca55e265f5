"""Commands that buttons run, and their progress as it comes."""
