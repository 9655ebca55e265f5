"""Commands for who writes lessons."""
