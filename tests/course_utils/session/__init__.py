"""What happens around the cells of a student's notebook."""
