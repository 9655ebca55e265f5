"""What systems hand out, read within bounds: each file, whose it may be, and when it came."""
