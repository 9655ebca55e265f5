"""Commands about one notebook, or about this machine."""
