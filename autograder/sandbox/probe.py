"""What this machine offers the sandbox, one finding at a time, each with what to do about it."""

from __future__ import annotations

import json
import platform
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from autograder.inside import seccomp
from autograder.sandbox import bubblewrap
from autograder.sandbox.sandbox import Sandbox
from autograder.sandbox.unavailable import SandboxUnavailable

__all__ = ["Finding", "probe"]

_OLDEST_BWRAP = (0, 5)  # --clearenv, --perms


@dataclass(frozen=True)
class Finding:
    """One thing that was checked: whether it is well, what was found, what to do if it is not."""

    name: str
    ok: bool
    found: str
    remedy: str = ""


def probe() -> list[Finding]:
    """Check everything the sandbox stands on, and last a sandbox itself.

    What depends on something missing is not checked.
    """
    findings: list[Finding] = []
    for finding in _findings():
        findings.append(finding)
        if not finding.ok:
            break
    return findings


def _findings() -> Iterator[Finding]:
    yield _kernel()
    yield _seccomp()
    yield _bubblewrap()
    yield from _inside()


def _kernel() -> Finding:
    system, release = platform.system(), platform.release()
    numbers = tuple(map(int, re.findall(r"\d+", release)[:2]))
    ok = system == "Linux" and numbers >= (5, 9)
    remedy = "" if ok else "grade on Linux 5.9 or newer (WSL 2 will do)"
    return Finding("kernel", ok, f"{system} {release}", remedy)


def _seccomp() -> Finding:
    machine = platform.machine()
    ok = seccomp.supported(machine)
    remedy = "" if ok else "grade on an x86_64 or aarch64 machine"
    return Finding("machine", ok, machine, remedy)


def _bubblewrap() -> Finding:
    path = bubblewrap.find()
    if path is None:
        remedy = "apt install bubblewrap, dnf install bubblewrap, or conda install bubblewrap"
        return Finding("bubblewrap", False, "not found", remedy)
    try:
        said = subprocess.run([path, "--version"], capture_output=True, text=True, timeout=10)
    except (OSError, subprocess.TimeoutExpired) as error:
        return Finding("bubblewrap", False, f"{path}: {error}", "install bubblewrap again")
    version = said.stdout.strip()
    ok = tuple(map(int, re.findall(r"\d+", version)[:2])) >= _OLDEST_BWRAP
    remedy = "" if ok else "install bubblewrap 0.5 or newer"
    return Finding("bubblewrap", ok, f"{path}, {version}", remedy)


def _inside() -> Iterator[Finding]:
    try:
        facts = _report()
    except SandboxUnavailable as error:
        yield Finding("sandbox", False, str(error), "do what the message says")
        return
    yield Finding("sandbox", True, "starts and forks")
    bug = "this is a bug of the sandbox: please report it"
    checks = {
        "processes": (facts["pid"] == 1 and not facts["processes"], f"PID {facts['pid']} inside"),
        "seccomp": (facts["seccomp"] == 2, f"mode {facts['seccomp']}"),
        "unprivileged": (facts["uid"] != 0, f"uid {facts['uid']} inside"),
    }
    for name, (ok, found) in checks.items():
        yield Finding(name, ok, found, "" if ok else bug)


def _report() -> dict[str, Any]:
    with Sandbox(entry="autograder.inside.zygote:report") as sandbox, sandbox.fork() as child:
        child.channel.settimeout(10)
        facts: dict[str, Any] = json.loads(child.channel.recv(1 << 16) or b"{}")
        return facts
