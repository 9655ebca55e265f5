"""The desk: who gets in, what is marked, what is shown, and that nothing is lost."""
