"""What students get of a lesson: kits, and a branch that holds them."""
