"""Every hostile notebook is judged for real, and gets what it earned and nothing else.

After each, an honest neighbour is judged by the same sandbox.
"""

from __future__ import annotations

import copy
import functools
import json
import re
import secrets
import shutil
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
import pytest

from autograder.judge.judge import Judge
from autograder.judge.session import Session
from autograder.judge.verdict import Judgement, Verdict
from autograder.lesson.build import solved_notebook
from autograder.lesson.lesson import Lesson
from autograder.lesson.parts import part_files
from autograder.lesson.read import read_lesson
from autograder.sandbox import processes
from autograder.sandbox.sandbox import Limits, Sandbox
from autograder.submission.notebook_file import read_notebook
from autograder.submission.submission import Submission
from tests.corpora.hostile import HOSTILE, LESSON, handed_in
from tests.corpora.hostile.twins import functions, portable, twin, values
from tests.support import ROOT, TINY_COURSE
from tests.support.sandbox_tools import PATIENCE, wait_until

LESSONS = [path.name for path in sorted((ROOT / "solutions").glob("0[1-9]_*"))]
SECONDS = 2.0  # for a cell that is to run out of time
LIMITS = Limits(memory=700 * 2**20, address_space=1000 * 2**20)
THINNED = 53  # of the attacks on other lessons so many are in one that is tried each time
FAMILIES = {"forging", "reading", "harming", "leaking"}

pytestmark = pytest.mark.sandbox


@dataclass(frozen=True)
class Ring:
    """One lesson's judges and a perfect submission.

    `hasty` gives a cell little time, for attacks that never end; `judge` gives it a lot.
    """

    judge: Judge
    hasty: Judge
    perfect: Any


@dataclass(frozen=True)
class Arena:
    """A ring for each lesson, their sandbox, and a secret that is all around them.

    `neighbour` judges a perfect submission of another, small lesson in the same sandbox.
    """

    ring: Callable[[str], Ring]
    sandbox: Sandbox
    secret: str
    neighbour: Callable[[], Judgement]


@pytest.fixture(scope="module")
def arena(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Arena]:
    """The secret stands in the solutions, the hidden tests, a gradebook and the environment."""
    secret = f"canary-{secrets.token_hex(8)}"
    root = tmp_path_factory.mktemp("course")
    (root / "solutions").mkdir()
    lessons = {name: _with_secret(root, name, secret) for name in LESSONS}
    (root / "grading").mkdir()
    (root / "grading" / "gradebook.db").write_text(f"a gradebook with {secret}")
    tiny = read_lesson(TINY_COURSE / "solutions" / "01_tiny")
    with pytest.MonkeyPatch.context() as patch, Sandbox(limits=LIMITS, hidden=(root,)) as sandbox:
        patch.setenv("GRADEBOOK_PASSWORD", secret)
        patch.chdir(root)
        small, neighbour = Judge(tiny, sandbox, seconds=PATIENCE), Submission(solved_notebook(tiny))

        @functools.cache
        def ring(name: str) -> Ring:
            judge = Judge(lessons[name], sandbox, seconds=PATIENCE)
            hasty = Judge(lessons[name], sandbox, seconds=SECONDS)
            perfect = solved_notebook(read_lesson(ROOT / "solutions" / name))
            return Ring(judge, hasty, perfect)

        yield Arena(ring, sandbox, secret, lambda: small.judge(neighbour))


def _with_secret(root: Path, name: str, secret: str) -> Lesson:
    folder = root / "solutions" / name
    shutil.copytree(ROOT / "solutions" / name, folder)
    for path in part_files(folder):
        text = path.read_text(encoding="utf-8")
        text = text.replace(
            "\nreference, rng = setup", f'\nSECRET = "{secret}"\nreference, rng = setup'
        )
        text = text.replace("    ### BEGIN SOLUTION\n", f"    ### BEGIN SOLUTION\n    # {secret}\n")
        text = text.replace("### BEGIN HIDDEN TESTS\n", f"### BEGIN HIDDEN TESTS\n# {secret}\n")
        assert text.count(secret) > 8
        path.write_text(text, encoding="utf-8")
    return read_lesson(folder)


def everything_said(judgement: Judgement) -> str:
    """All text of a judgement that a student, or a reader of a report, gets to see."""
    lines = [line for test in judgement.tests for line in test.lines()]
    return "\n".join([json.dumps(judgement.as_json()), json.dumps(judgement.outputs), *lines])


@pytest.mark.parametrize(
    "path",
    [
        pytest.param(path, id=path.stem, marks=pytest.mark.long if number % 3 else ())
        for number, path in enumerate(HOSTILE)
    ],
)
def test_an_attack_costs_what_it_should_and_gains_nothing(path: Path, arena: Arena) -> None:
    about = read_notebook(path).metadata.hostile
    notebook = handed_in(path, arena.ring(about.lesson).perfect)
    endless = about.get("endless", False)
    attack(arena, about.lesson, notebook, about.expected, endless=endless)


@pytest.mark.parametrize(
    ("path", "lesson"),
    [
        pytest.param(
            path,
            lesson,
            id=f"{path.stem}-{lesson[:2]}",
            marks=[] if (number + 3 * place) % THINNED == 0 else [pytest.mark.long],
        )
        for number, path in enumerate(portable())
        for place, lesson in enumerate(name for name in LESSONS if name != LESSON)
    ],
)
def test_the_same_attack_on_another_lesson_gains_no_more(
    path: Path, lesson: str, arena: Arena
) -> None:
    ring = arena.ring(lesson)
    other = twin(path, ring.judge.lesson, ring.perfect)
    attack(arena, lesson, other.notebook, other.expected)


def attack(
    arena: Arena,
    lesson: str,
    notebook: Any,
    expected: Mapping[str, str],
    *,
    endless: bool = False,
) -> None:
    """Judge a notebook: what is attacked gets what is expected, all else full marks, and nothing
    that is secret or live is said."""
    ring = arena.ring(lesson)
    endless = endless or Verdict.TIMEOUT in expected.values()
    judgement = (ring.hasty if endless else ring.judge).judge(Submission(notebook))

    got = {exercise.name: exercise.verdict for exercise in judgement.exercises}
    costs = sum(test.max_points for test in judgement.tests if test.exercise in expected)
    attacked = {name: got[name] for name in expected}
    assert all(attacked[name] in verdict.split(" or ") for name, verdict in expected.items()), (
        attacked,
        judgement.as_json(),
    )
    assert judgement.score == judgement.max_score - costs, judgement.as_json()

    said = everything_said(judgement)
    assert arena.secret not in said
    for luck in ("REACHED", "FOUND A NOTE"):
        assert not re.search(rf"^{luck}|\\n{luck}", said)
    assert len(said) < 300_000
    assert not re.search(
        r"[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff]", said.replace("\\u001b", "\x1b")
    )
    said.encode()

    neighbour = arena.neighbour()
    assert neighbour.score == neighbour.max_score, neighbour.as_json()


def test_the_sandbox_is_as_it_was_after_all_of_them(arena: Arena) -> None:
    """Run last in this module: no process is left, the grader keeps no descriptor of one."""
    zygote = arena.sandbox._zygote
    assert zygote is not None
    two = wait_until(lambda: len(processes.tree(zygote.pid)) == 2)
    assert two, "more than bwrap and the zygote"
    before = len(list(Path("/proc/self/fd").iterdir()))
    for _ in range(3):
        arena.ring(LESSON).judge.judge(Submission(arena.ring(LESSON).perfect))
    assert len(list(Path("/proc/self/fd").iterdir())) <= before


def test_a_notebook_of_sleeping_cells_has_a_time_for_all_of_it(arena: Arena) -> None:
    ring = arena.ring(LESSON)
    judge = Judge(ring.judge.lesson, arena.sandbox, seconds=SECONDS, total=3.0)
    sleepy = copy.deepcopy(ring.perfect)
    nap = nbformat.v4.new_code_cell("import time\n\ntime.sleep(1)")
    sleepy.cells[3:3] = [nap] * 500
    started = time.monotonic()
    judgement = judge.judge(Submission(sleepy))
    assert time.monotonic() - started < len(sleepy.cells) / 4
    assert judgement.score == 0
    assert {test.verdict for test in judgement.tests} == {Verdict.TIMEOUT}


def test_a_crowd_of_busy_processes_stands_back_for_the_neighbours(arena: Arena) -> None:
    crowd = """import os
import time

for _ in range(12):
    if os.fork() == 0:
        while True:
            pass
while any(os.getpriority(os.PRIO_PROCESS, pid) < 19 for pid in range(2, 14)):
    time.sleep(0.05)
print("they stand back")"""
    with Session(arena.sandbox, seconds=PATIENCE) as session:
        assert session.run(0, crowd) is None
        assert session.outputs[0][0]["text"].strip() == "they stand back"


def test_the_twins_reach_every_exercise_that_can_be_attacked_so() -> None:
    assert len(portable()) > 80
    for name in LESSONS:
        lesson = read_lesson(ROOT / "solutions" / name)
        perfect = solved_notebook(lesson)
        reached = {each for path in portable() for each in twin(path, lesson, perfect).expected}
        assert reached >= set(functions(lesson))
        assert reached & set(values(lesson)) or not values(lesson)


def test_every_notebook_says_what_it_tries() -> None:
    for path in HOSTILE:
        about = nbformat.read(path, as_version=4).metadata.hostile
        assert about.lesson in LESSONS
        assert about.family in FAMILIES, path.stem
        assert about.idea.endswith("."), path.stem
        assert about.stopped_by, path.stem
        assert set(about.expected.values()) <= set(Verdict), path.stem


def test_the_threat_model_tells_of_every_notebook() -> None:
    page = (ROOT / "docs" / "threat-model.md").read_text(encoding="utf-8")
    rows = set(re.findall(r"^\| `.*\|$", page, re.MULTILINE))
    for path in HOSTILE:
        about = nbformat.read(path, as_version=4).metadata.hostile
        got = ", ".join(sorted(set(about.expected.values()))) or "nothing, lost nothing"
        assert f"| `{path.stem}` | {about.idea} | {got} | {about.stopped_by} |" in rows
    assert len(rows) == len(HOSTILE)
