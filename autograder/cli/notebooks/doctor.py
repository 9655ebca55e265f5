"""`autograder doctor`"""

from __future__ import annotations

import argparse

from autograder.common.terminal import console

HELP = "what is installed, what the sandbox can do here"


def arguments(parser: argparse.ArgumentParser) -> None:
    """None."""


def run(options: argparse.Namespace) -> int:
    from rich.markup import escape

    from autograder.sandbox.probe import probe

    findings = probe()
    for finding in findings:
        sign = "[green]✓[/]" if finding.ok else "[red]✗[/]"
        console.print(f"{sign} {finding.name}: {escape(finding.found)}")
        if finding.remedy:
            console.print(f"  {escape(finding.remedy)}", soft_wrap=True)
    return 0 if all(finding.ok for finding in findings) else 1
