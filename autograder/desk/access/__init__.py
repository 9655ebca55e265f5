"""Who gets in, and what a browser is told to forbid."""
