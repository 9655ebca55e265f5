"""One submission on its way through the judge, each loss where it is due.

What stops the process costs the exercise that is at work, unless an earlier cell can have done it:
then it is tried once more in a process in which that cell was never run. So a thread, a twin or a
limit that is left behind costs the exercise that left it, and the same at any pace.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Protocol

from autograder.judge.causes.behaviour import Behaviour
from autograder.judge.errors import Gone, may_be_anothers
from autograder.judge.leftovers import ENDED
from autograder.judge.session import Answers, Session, StandIns, cell_name
from autograder.judge.testcell import TEST_AT_FAULT, worth_telling
from autograder.judge.verdict import Facts, Failure, Stop, TestResult, Verdict, judge_facts
from autograder.lesson.instructor import Instructor
from autograder.lesson.lesson import Cell, Exercise, Lesson, Misconception
from autograder.submission.submission import Submission
from course_utils.notebook.names import keeps_its_names
from course_utils.notebook.notes import borrowed, note, says_all
from course_utils.notebook.steps import Step


class Marker(Protocol):
    """What knows the lesson, and tests an answer: the judge."""

    lesson: Lesson
    instructor: Instructor

    def behaviour(
        self, session: Session, exercise: Exercise, test: Cell, why_missing: str
    ) -> Behaviour: ...

    def cause(
        self, exercise: Exercise, test: Cell, seen: dict[str, Behaviour]
    ) -> Misconception | None: ...

    def parameter(self, function: str, place: int | str) -> str: ...


class Run:
    """One submission on its way through the judge."""

    def __init__(self, judge: Marker, session: Session, submission: Submission) -> None:
        self._judge = judge
        self._session = session
        self._submission = submission
        self._stops: dict[str, Stop] = {}
        self._lent: set[str] = set()
        self._by_own: set[str] = set()  # which count with the student's own other half of the pair
        self._why_missing: dict[str, str] = {}
        self.notes: list[str] = []
        self._seen: dict[str, dict[str, Behaviour]] = {}  # by exercise, then by test cell
        self.results: dict[str, TestResult] = {}
        session.stand_ins = self._stand_ins

    def take(self, step: Step, *, figures: bool) -> None:
        """Do one step of the notebook."""
        if step.test:
            test = self._judge.lesson.tests[step.test]
            self._test(self._judge.lesson.exercise(test.key), test)
            return
        shown = figures or bool(step.beside) or step.look in self._judge.lesson.figures
        if shown or not step.look:
            stop = self._run_cell(step, figures=shown)
            error = self._session.error(step.index) if stop is None else ""
            if stop is not None and step.exercise:
                self._stops[step.exercise] = stop
            elif stop is not None:
                sentence = stop.sentence.rstrip(".")
                self.notes.append(f"{step.which()} was stopped and left out ({sentence})")
            elif step.exercise:
                self._why_missing[step.exercise] = _why_missing(step.source, error)
            self._tell_of_error(step, error)

    def _run_cell(self, step: Step, *, figures: bool) -> Stop | None:
        """Run a cell; where it stops and others may be to blame, once more without them."""

        def run() -> Stop | None:
            return self._session.run(
                step.index,
                step.source,
                exercise=step.exercise,
                figures=figures,
                instead=step.instead,
            )

        stop = run()
        who = cell_name(step.index)
        if stop is None and not step.exercise and self._session.leaves(who):
            stop = self._session.settle(frozenset({who}))
            if stop is not None:
                self._session.take_back(step.index, stop)
            return stop
        suspects = self._session.suspects(step.exercise) if stop is not None else frozenset()
        for stand_ins in self._doubts(suspects, stop) if stop is not None else ():
            with self._session.without(stand_ins):
                again = run()
            if again is None:
                self._blame(suspects)
                return None
        return stop

    def _test(self, exercise: Exercise, test: Cell) -> None:
        stop = self._stops.get(exercise.name)
        failures: Sequence[Failure] = ()
        if stop is None:
            behaviour, stop = self._try(exercise, test)
            if behaviour is not None:
                self._seen.setdefault(exercise.name, {})[test.grade_id] = behaviour
                failures = behaviour.failures
                self._tell_of_changes(exercise, behaviour)
                self._tell_of_faults(exercise, failures)
                stop = self._outlived(exercise, test, failed=bool(failures))
            elif stop is not None and stop.given:
                failures = [Failure(stop.sentence, stop.given)]
        self.results[test.grade_id] = self._result(exercise, test, failures, stop)
        if all(other.grade_id in self.results for other in exercise.tests):
            self._seen.pop(exercise.name, None)
        for done in self._judged_so_far():
            self._lend(done)

    def _try(self, exercise: Exercise, test: Cell) -> tuple[Behaviour | None, Stop | None]:
        """How the answer behaves in a test, or why it was stopped; where others may be to blame for
        what went wrong, once more without them."""
        own = self._with_own_partner(exercise, test)
        if own is not None and not own.failures:
            self._by_own.add(exercise.name)
            return own, None

        def behave() -> tuple[Behaviour | None, Stop | None]:
            try:
                return self._behaviour(exercise, test), None
            except Gone as gone:
                self._session.restart()
                return None, gone.stop

        behaviour, stop = behave()
        if own is not None and behaviour and len(own.failures) < len(behaviour.failures):
            behaviour = own
        suspects = self._session.suspects(exercise.name)
        if stop is not None and self._session.leaves(exercise.name):
            self._convict(exercise, stop)
        elif stop is not None or (behaviour is not None and behaviour.failures and suspects):
            for stand_ins in self._doubts(suspects, stop):
                with self._session.without(stand_ins):
                    again, _ = behave()
                if again is not None and (stop is not None or not again.failures):
                    self._blame(suspects)
                    return again, None
        return behaviour, stop

    def _behaviour(self, exercise: Exercise, test: Cell) -> Behaviour:
        why = self._why_missing.get(exercise.name, "")
        return self._judge.behaviour(self._session, exercise, test, why)

    def _with_own_partner(self, exercise: Exercise, test: Cell) -> Behaviour | None:
        """How the answer behaves with the student's own other half of the pair, though that failed;
        None where there is none, or it has to be stopped."""
        if exercise.pair not in self._lent or exercise.pair in self._stops:
            return None
        partner = self._judge.lesson.exercise(exercise.pair)
        verdicts = {self.results[other.grade_id].verdict for other in partner.tests}
        if not verdicts <= {Verdict.PASS, Verdict.FAIL}:
            return None
        try:
            with self._session.own(partner.asks) as there:
                return self._behaviour(exercise, test) if there else None
        except Gone:
            return None

    def _doubts(self, suspects: Collection[str], stop: Stop | None) -> Iterator[StandIns]:
        """Without whom to try again: who left something behind, then all who are judged."""
        left_out = {who: self._answers(who) for who in suspects}
        if suspects:
            yield left_out
        everybody = {**left_out, **self._stand_ins()}
        if stop is not None and may_be_anothers(stop) and everybody != left_out:
            yield everybody

    def _blame(self, suspects: Collection[str]) -> None:
        """Leave out the cells of those without whom it went well; who is not judged yet, is now."""
        for who in suspects:
            tests = {exercise.name: exercise.tests for exercise in self._judge.lesson.exercises}
            if any(test.grade_id not in self.results for test in tests.get(who, ())):
                self._stops[who] = Stop(Verdict.CRASH, ENDED)
            self._session.replace(who, self._answers(who))

    def _outlived(self, exercise: Exercise, test: Cell, *, failed: bool) -> Stop | None:
        """What the answer, or the test of it, left behind costs: None, or what stands for it."""
        left = self._session.left_behind(exercise.name, test.grade_id)
        if not left:
            return None
        others = [self.results.get(other.grade_id) for other in exercise.tests if other != test]
        last = None not in others
        passed = [other is not None and other.verdict is Verdict.PASS for other in others]
        lost = failed or not all(passed)
        spent = failed and last and not any(passed)  # there is nothing that it could still cost
        if failed and last and exercise.name in self._lendable():
            stop = None  # nothing of it is needed any more
        else:
            stop = self._session.settle(left)
            if stop is None and not (last and self._session.lowers_limits(left)):
                return None
        if stop is not None and exercise.name in left and not spent:
            self._convict(exercise, stop)
        elif last:
            self._session.replace(exercise.name, () if stop or lost else self._reference(exercise))
        self._session.restart()
        return None if spent else stop

    def _convict(self, exercise: Exercise, stop: Stop) -> None:
        """Hold it against an exercise that its cell left something behind: no test of it counts."""
        self._stops[exercise.name] = stop
        self._session.replace(exercise.name, ())
        for test in exercise.tests:
            if test.grade_id in self.results:
                self.results[test.grade_id] = self._result(exercise, test, (), stop)

    def _tell_of_error(self, step: Step, error: str) -> None:
        """Note the error of a cell of which more counts than what stands above it."""
        line = self._session.stopped_at.get(step.index)
        taken, completed = line is not None, bool(step.instead)
        if said := borrowed(step.which(), step.source) if step.exercise else "":
            self.notes.append(said)
        elif error and (taken or completed or (step.exercise and not says_all(error))):
            self.notes.append(
                note(step.which(), line or 0, error, completed=completed, taken=taken)
            )

    def _tell_of_faults(self, exercise: Exercise, failures: Sequence[Failure]) -> None:
        """Note a test that fails with any answer, for whoever marks: its points are not earned."""
        said = next((f.sentence for f in failures if f.sentence.startswith(TEST_AT_FAULT)), "")
        place = said.partition("(")[2].partition(")")[0]
        note = f"a test of {exercise.name} fails with any answer, and has to be mended ({place})"
        self.notes += [note] if said and note not in self.notes else []

    def _tell_of_changes(self, exercise: Exercise, seen: Behaviour) -> None:
        """Note the arguments that an answer changed, where no check says that it may not."""
        if any("in place" in failure.sentence for failure in seen.failures):
            return
        if any("keeps_arguments" in test.source for test in exercise.tests):
            return  # it may cost points, in a check that was not reached
        for name in exercise.defines:
            calls = (entry for entry in seen.trace if entry[:2] == (name, "returned"))
            places = dict.fromkeys(place for entry in calls for place in entry[3])
            if places:
                which = " and ".join(self._judge.parameter(name, place) for place in places)
                note = f"{name} changes its argument {which} in place; this cost no points"
                self.notes += [note] if note not in self.notes else []

    def _result(
        self, exercise: Exercise, test: Cell, failures: Sequence[Failure], stop: Stop | None
    ) -> TestResult:
        edited = self._submission.edited(exercise.name, self._judge.lesson.outline)
        facts = Facts(edited, worth_telling(failures), stop)
        verdict, message = judge_facts(facts)
        points = float(test.options["points"])
        wrong = None
        if verdict is Verdict.FAIL:
            wrong = self._judge.cause(exercise, test, self._seen[exercise.name])
        return TestResult(
            test.grade_id,
            exercise.name,
            verdict,
            points if verdict is Verdict.PASS else 0.0,
            points,
            facts.failures,
            message,
            f"{exercise.name}/{wrong.name}" if wrong else "",
            wrong.sentence if wrong else "",
        )

    def _judged_so_far(self) -> Iterator[Exercise]:
        """The exercises, in the lesson's order, up to the first that has tests to be taken yet.

        A notebook's cells may stand in any order. An answer lent before an earlier exercise is
        judged would help with that one: whoever has predict_proba has sigmoid.
        """
        for exercise in self._judge.lesson.exercises:
            if any(test.grade_id not in self.results for test in exercise.tests):
                return
            yield exercise

    def _lend(self, exercise: Exercise) -> None:
        """Lend the reference of an exercise that failed, or fits no lent other half, once."""
        if not exercise.lend or exercise.name in self._lent:
            return
        passed = all(self.results[t.grade_id].verdict is Verdict.PASS for t in exercise.tests)
        if passed and exercise.name not in self._by_own:
            return
        self._lent.add(exercise.name)
        for name, answer in self._reference(exercise):
            self._session.lend(name, answer)

    def _reference(self, exercise: Exercise) -> Answers:
        """The functions among an exercise's answers: what can be lent."""
        answers = ((name, getattr(self._judge.instructor.lasting, name)) for name in exercise.asks)
        return [(n, a) for n, a in answers if callable(a) and not isinstance(a, type)]

    def _lendable(self) -> dict[str, Answers]:
        """The exercises that are lent whole: all that they ask for are functions."""
        found = {e.name: self._reference(e) for e in self._judge.lesson.exercises if e.lend}
        asks = {e.name: len(e.asks) for e in self._judge.lesson.exercises}
        return {name: answers for name, answers in found.items() if len(answers) == asks[name]}

    def _stand_ins(self) -> StandIns:
        """What can take the place of the cells that are judged."""
        lendable = self._lendable()
        return {e.name: lendable[e.name] for e in self._judged_so_far() if e.name in lendable}

    def _answers(self, who: str) -> Answers:
        """What takes the place of one cell that is left out, if anything can."""
        return self._stand_ins().get(who, ())


def _why_missing(source: str, error: str) -> str:
    """Why a cell may not have defined what it should, to be said after "its cell"."""
    magic = keeps_its_names(source)
    if magic and not error.startswith("UsageError"):  # which a magic that is not there would raise
        return f"begins with `{magic}`, which keeps what it defines to itself"
    return f"stopped with {error}" if error else ""
