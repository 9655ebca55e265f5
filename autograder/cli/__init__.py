"""The command line: one file per command, with its arguments and what it does.

It calls the rooms below and prints what came of it; it decides nothing, and nothing imports it.
A new command is a new file in `authors`, `notebooks`, `classes`, `handback` or `keeping`, named as
the command (a word that Python keeps for itself takes an underscore), with `HELP`,
`arguments(parser)` and `run(options)`, which returns the exit code. Nothing heavy is imported
before `run`.
"""

__all__ = ["main"]
