"""Who is in the class and when what is due: nbgrader's rows and ours, in one transaction."""
