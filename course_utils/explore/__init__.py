"""Pictures with sliders, one file for each. They run the student's own functions where they can."""
