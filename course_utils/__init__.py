"""What the lessons use: data, plots, live widgets, gradient checks and friendly tests.

Importing this package costs nothing but NumPy: whatever is heavier (matplotlib, scikit-learn,
ipywidgets) is imported by the room that needs it, when it needs it. Nothing here knows the grader.
"""
