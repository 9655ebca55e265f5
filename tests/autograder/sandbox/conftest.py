"""A sandbox to attack, and a look at its next child after every attack."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from autograder.sandbox import processes
from autograder.sandbox.sandbox import Sandbox, SandboxUnavailable
from tests.support.sandbox_tools import SCRATCH, Inside, make, wait_until, zygote_of


@pytest.fixture(scope="session")
def sandbox() -> Iterator[Sandbox]:
    """One zygote for all attacks: whatever one of them leaves, the others meet."""
    try:
        sandbox = make()
    except SandboxUnavailable as error:
        pytest.skip(str(error))
    with sandbox:
        yield sandbox


@pytest.fixture
def inside(sandbox: Sandbox) -> Iterator[Inside]:
    """A child to attack from. Afterwards it is gone, its zygote lives, and the next is clean."""
    zygote = zygote_of(sandbox)
    limits = None
    with sandbox.fork() as child:
        attack = Inside(child)
        attack.child.channel.settimeout(60)
        limits = attack("limits")
        scratch = {folder: attack("listing", folder) for folder in SCRATCH}
        descriptors = attack("descriptors")
        yield attack
    assert zygote_of(sandbox) == zygote, "the attack ended the zygote"
    assert wait_until(lambda: processes.tree(zygote) == [zygote]), "the attack left a process"
    with sandbox.fork() as child:
        clean = Inside(child)
        assert clean("pids") == [1, 0]
        assert clean("other_processes") == []
        assert clean("limits") == limits
        assert {folder: clean("listing", folder) for folder in SCRATCH} == scratch
        assert clean("descriptors") == descriptors
