"""Pictures that a student moves, one file for each, by the student's own functions where they can.

An explorable has `show` (with controls), `still` and `render` (without). What several of them
share, and what one of them computes, lies in `parts/`.
"""
