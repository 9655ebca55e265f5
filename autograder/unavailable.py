"""Why a machine cannot make the sandbox, in one sentence that ends in what to do about it."""

from __future__ import annotations

import contextlib
from pathlib import Path

__all__ = ["SandboxUnavailable", "explain"]

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


class SandboxUnavailable(RuntimeError):
    """No sandbox can be made on this machine; the message says what to install or allow."""


def explain(said: str) -> str:
    """What `bwrap` or the kernel said, as one sentence with a remedy."""
    last = said.splitlines()[-1] if said else ""
    for path, bad, remedy in _SWITCHES:
        with contextlib.suppress(OSError):
            if Path(path).read_text().strip() == bad:
                return f"the sandbox cannot be made ({last}): {remedy}"
    if "uid map" in said or "namespace" in said or "mount" in said or "unshare" in said:
        return (
            f"the sandbox cannot be made ({last}): this machine lets nobody make nested user namespaces; "
            "in a container, start it with --security-opt seccomp=unconfined --security-opt systempaths=unconfined "
            "(or --privileged), or grade on the machine itself"
        )
    if "Error" in last or "execvp" in said:
        return f"the Python inside the sandbox does not start: {last}"
    return f"the sandbox cannot be made: {last}"
