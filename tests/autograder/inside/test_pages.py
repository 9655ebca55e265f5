"""The zygote's memory in large pages is the same memory."""

from __future__ import annotations

import os
import subprocess
import sys

PROGRAM = """
import hashlib, os, sys
from autograder.inside import pages

text = [str(number) * 50 for number in range(200_000)]
block = bytearray(os.urandom(2**24))
before = hashlib.sha256(block).digest(), hash(tuple(text))
done = pages.collapse()
assert (hashlib.sha256(block).digest(), hash(tuple(text))) == before
if os.fork() == 0:
    block[:] = bytes(len(block))
    os._exit(0)
assert os.waitstatus_to_exitcode(os.wait()[1]) == 0
assert (hashlib.sha256(block).digest(), hash(tuple(text))) == before
print(done)
"""


def test_nothing_in_it_changes_and_a_fork_has_its_own() -> None:
    ran = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True)
    assert ran.returncode == 0, ran.stderr
    done = int(ran.stdout)
    large = tuple(map(int, os.uname().release.split(".")[:2])) >= (6, 1)
    assert done % 2**21 == 0
    assert done == 0 or large
