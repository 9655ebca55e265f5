"""Commands for who marks a class."""
