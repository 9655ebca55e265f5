"""What outlives its cell costs its own exercise, the same each time and at any pace."""

from __future__ import annotations

import contextlib
import subprocess
import sys
from collections.abc import Iterator

import pytest

from autograder.judge import leftovers
from autograder.judge.judge import Judge
from autograder.judge.verdict import Judgement, Verdict
from autograder.lesson.build import solved_notebook
from autograder.lesson.course import Course
from autograder.sandbox.sandbox import Limits, Sandbox
from autograder.submission.submission import Submission
from course_utils.notebook.names import grade_id
from tests.support import ROOT

pytestmark = pytest.mark.sandbox

LESSON = Course(ROOT).lesson("1")
ANSWERS = {grade_id(cell): cell.source for cell in solved_notebook(LESSON).cells}
RUNS = (3, 2)  # alone, and on a busy machine
WATCHED = 2.0  # seconds; three times what the slowest below takes to do harm
KILLER = "import os, threading\nthreading.Timer({}, os._exit, (3,)).start()\n"
# What is written beside a right answer, and the verdict that it costs.
LEFT = {
    "a killer at once": (KILLER.format(0.01), Verdict.CRASH),
    "a killer soon": (KILLER.format(0.3), Verdict.CRASH),
    "a killer later": (KILLER.format(0.7), Verdict.CRASH),
    "an interrupt": (
        "import _thread, threading\nthreading.Timer(0.3, _thread.interrupt_main).start()\n",
        Verdict.CRASH,
    ),
    "an alarm": (
        "import os, signal\nsignal.signal(signal.SIGALRM, lambda *_: os._exit(3))\n"
        "signal.setitimer(signal.ITIMER_REAL, 0.5)\n",
        Verdict.CRASH,
    ),
    "a twin": ("import os\nos.fork()\n", Verdict.REFUSED),
    "a twin that wakes up": (
        "import os, time\nif os.fork() == 0:\n    time.sleep(0.4)\n",
        Verdict.REFUSED,
    ),
    "a limit of computing time": (
        "import resource\nresource.setrlimit(resource.RLIMIT_CPU, (1, 1))\n",
        Verdict.TIMEOUT,
    ),
    "a thread that computes": (
        "import threading\n\ndef spin():\n    while True:\n        pass\n\n"
        "threading.Thread(target=spin, daemon=True).start()\n",
        Verdict.TIMEOUT,
    ),
}
HARMLESS = {
    "an idle thread": "import threading\n"
    "threading.Thread(target=threading.Event().wait, daemon=True).start()\n",
    "a pool": "from concurrent.futures import ThreadPoolExecutor\n"
    "pool = ThreadPoolExecutor(2)\npool.submit(abs, 1)\n",
    "a thread that ends": "import threading, time\n"
    "threading.Thread(target=time.sleep, args=(0.3,)).start()\n",
    "an alarm that was put off": "import signal\n"
    "signal.setitimer(signal.ITIMER_REAL, 60)\nsignal.setitimer(signal.ITIMER_REAL, 0)\n",
    "an alarm far away, and a thread that looks about": "import signal, threading, time\n"
    "signal.alarm(1000)\n\ndef look():\n    while True:\n        time.sleep(0.05)\n\n"
    "threading.Thread(target=look, daemon=True).start()\n",
    "a limit of files": "import resource\nresource.setrlimit(resource.RLIMIT_NOFILE, (100, 100))\n",
}


@pytest.fixture(autouse=True)
def _watched(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leftovers, "SECONDS", WATCHED)


@pytest.fixture(scope="module")
def judge() -> Iterator[Judge]:
    with Sandbox() as sandbox:
        yield Judge(LESSON, sandbox, seed=7)


def with_cell(exercise: str, beside: str) -> Submission:
    """A perfect submission but for what stands below the answer in one exercise's cell."""
    source = f"{ANSWERS[exercise]}\n\n{beside}"
    return Submission(solved_notebook(LESSON, {exercise: source}))


def lost(judgement: Judgement) -> dict[str, Verdict]:
    """The exercises without full points, by name."""
    return {
        test.exercise: test.verdict for test in judgement.tests if test.verdict is not Verdict.PASS
    }


@contextlib.contextmanager
def a_busy_machine() -> Iterator[None]:
    """Four processes that compute beside the judge: everything takes several times as long."""
    busy = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(4)]
    try:
        yield
    finally:
        for process in busy:
            process.kill()
            process.wait()


@pytest.mark.slow
@pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=pytest.mark.long if number % 4 else ())
        for number, name in enumerate(LEFT)
    ],
)
def test_it_costs_its_own_exercise_the_same_in_every_run(
    name: str, judge: Judge, everything: bool
) -> None:
    beside, verdict = LEFT[name]
    submission = with_cell("sigmoid", beside)
    quiet, busy = RUNS if everything else (1, 1)
    runs = [judge.judge(submission) for _ in range(quiet)]
    with a_busy_machine():
        runs += [judge.judge(submission) for _ in range(busy)]
    for judgement in runs:
        assert lost(judgement) == {"sigmoid": verdict}
    assert len({judgement.score for judgement in runs}) == 1


@pytest.mark.slow
@pytest.mark.parametrize("name", HARMLESS)
def test_what_does_no_harm_costs_nothing(name: str, judge: Judge) -> None:
    assert lost(judge.judge(with_cell("sigmoid", HARMLESS[name]))) == {}


@pytest.mark.slow
def test_a_function_that_leaves_something_when_it_is_called_costs_itself(judge: Judge) -> None:
    """Every later exercise calls it too, and is tested with the reference answer in its place."""
    calls = "right = sigmoid\n\n\ndef sigmoid(z):\n    {}\n    return right(z)\n"
    for seconds in (0.01, 0.2, 0.7):
        killer = calls.format(f"threading.Timer({seconds}, os._exit, (3,)).start()")
        judgement = judge.judge(with_cell("sigmoid", f"import os, threading\n{killer}"))
        assert lost(judgement) == {"sigmoid": Verdict.CRASH}


@pytest.mark.slow
def test_a_cell_of_no_exercise_that_ends_the_process_later_costs_nothing(judge: Judge) -> None:
    for seconds in (0.01, 0.4):
        notebook = solved_notebook(LESSON)
        place = next(n for n, cell in enumerate(notebook.cells) if cell.id == "sigmoid")
        own = {**notebook.cells[place], "id": "own", "metadata": {}}
        own["source"] = KILLER.format(seconds)
        notebook.cells.insert(place, type(notebook.cells[place])(own))
        judgement = judge.judge(Submission(notebook))
        assert lost(judgement) == {}
        assert any("left out" in said for said in judgement.notes)


@pytest.mark.slow
def test_two_killers_cost_their_two_exercises(judge: Judge) -> None:
    wrong = {
        "sigmoid": f"{ANSWERS['sigmoid']}\n{KILLER.format(0.6)}",
        "map_step": f"def map_step(w, dw, eta, alpha):\n    return w\n{KILLER.format(0.2)}",
    }
    for _ in range(2):
        judgement = judge.judge(Submission(solved_notebook(LESSON, wrong)))
        assert lost(judgement) == {"sigmoid": Verdict.CRASH, "map_step": Verdict.CRASH}


@pytest.mark.slow
def test_memory_that_an_earlier_cell_holds_costs_no_later_exercise() -> None:
    """Half of what there may be, so that an honest neighbour's need ends the process."""
    need = f"{ANSWERS['log_odds']}\nspace = b'x' * (300 * 2**20)\n"
    hoard = f"{ANSWERS['sigmoid']}\nhoard = b'x' * (450 * 2**20)\n"
    limits = Limits(memory=700 * 2**20, address_space=1400 * 2**20)
    with Sandbox(limits=limits) as sandbox:
        judge = Judge(LESSON, sandbox, seed=7)
        alone = judge.judge(Submission(solved_notebook(LESSON, {"log_odds": need})))
        both = judge.judge(
            Submission(solved_notebook(LESSON, {"sigmoid": hoard, "log_odds": need}))
        )
    assert lost(alone) == lost(both) == {}
