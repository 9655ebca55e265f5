"""What explorables are made of: controls, whose functions run, and what these compute."""
