"""What the lessons use: data, plots, live widgets, gradient checks and friendly tests.

Every module and folder here is a name that students may import; what only serves one of them lies
in its folder. Importing this package costs nothing but NumPy: whatever is heavier (matplotlib,
ipywidgets, anywidget) is imported by the room that needs it, when it needs it. Nothing here
knows the grader.
"""
