"""The tests: sentences about behaviour, on real notebooks.

A room's tests stand where the room stands: those of the top folder's `autograder/judge/` are in
`autograder/judge/` here. Beside them: `lessons/`, what the course says and asks; `browser/`, what
people see in JupyterLab; `house/`, set-up, kit, architecture, benchmarks. `support/` holds what
tests share, `corpora/` what is handed in, each folder with a short reader.
"""
