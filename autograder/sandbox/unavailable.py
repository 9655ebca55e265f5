"""Why a machine cannot make the sandbox, in one sentence that ends in what to do about it."""

from __future__ import annotations

import contextlib
from pathlib import Path

__all__ = ["SandboxEnded", "SandboxUnavailable", "explain", "forbidden_by_switch"]

_SWITCHES = (
    (
        "/proc/sys/kernel/apparmor_restrict_unprivileged_userns",
        "1",
        "AppArmor forbids it; run `sudo sysctl kernel.apparmor_restrict_unprivileged_userns=0`",
    ),
    (
        "/proc/sys/kernel/unprivileged_userns_clone",
        "0",
        "the kernel forbids it; run `sudo sysctl kernel.unprivileged_userns_clone=1`",
    ),
    (
        "/proc/sys/user/max_user_namespaces",
        "0",
        "the kernel forbids it; run `sudo sysctl user.max_user_namespaces=15000`",
    ),
)

_REFUSED = ("ermission", "not permitted", "namespace", "uid map", "mount proc")


class SandboxUnavailable(RuntimeError):
    """No sandbox can be made on this machine; the message says what to install or allow."""


class SandboxEnded(SandboxUnavailable):
    """A sandbox ended without a word while it started: somebody killed it, so try again."""


def explain(said: str) -> str:
    """What `bwrap` or the kernel said, as one sentence with a remedy."""
    last = said.splitlines()[-1] if said else ""
    if remedy := forbidden_by_switch():
        return f"the sandbox cannot be made ({last}): {remedy}"
    if any(word in last for word in ("unshare(", "mount(")) or (
        last.startswith("bwrap:") and any(word in last for word in _REFUSED)
    ):
        return (
            f"the sandbox cannot be made ({last}): this machine does not allow the namespaces it "
            "needs; start a container with --security-opt seccomp=unconfined --security-opt "
            "systempaths=unconfined (or --privileged), or grade outside of one"
        )
    if last.startswith("bwrap:"):
        return f"the sandbox cannot be made: {last}"
    return f"the Python inside the sandbox does not start: {last}"


def forbidden_by_switch() -> str | None:
    """What to do if a switch of the kernel forbids user namespaces; None if none does."""
    for path, bad, remedy in _SWITCHES:
        with contextlib.suppress(OSError):
            if Path(path).read_text().strip() == bad:
                return remedy
    return None
