"""What the desk keeps beside nbgrader's marks: rubrics, opinions, deals, drafts, accounts."""
