"""`nbgrader release_feedback`: what it gives back stands in the student's history."""

from __future__ import annotations

import hashlib
from pathlib import Path

from nbgrader.api import Gradebook
from nbgrader.exchange.default import ExchangeReleaseFeedback

from autograder.common.text import plain
from autograder.database.opening import writing
from autograder.database.place import GradebookError
from autograder.gradebook.marks import read_marks
from autograder.lesson.course import Course
from autograder.store.returns import Return, keep_return
from autograder.submission.collect import SECRET


class ReleaseFeedback(ExchangeReleaseFeedback):
    """nbgrader's own, which passes over who did not hand in through the exchange."""

    def copy_files(self) -> None:
        lesson = self.coursedir.assignment_id
        pages = {Path(page).parent.parent.name: Path(page) for page in self._pages()}
        elsewhere = {who for who, page in pages.items() if not (page.parent / SECRET).is_file()}
        if elsewhere:
            names = ", ".join(map(plain, sorted(elsewhere)))
            self.log.warning(
                "not released, for these did not hand in through the exchange: %s (give them their"
                " pages with autograder return %s --format …)",
                names,
                lesson,
            )
        before = self.coursedir.student_id_exclude
        excluded = {who for who in before.split(",") if who} | elsewhere
        self.coursedir.student_id_exclude = ",".join(sorted(excluded))
        try:
            super().copy_files()
        finally:
            self.coursedir.student_id_exclude = before
        self._record({who: page for who, page in pages.items() if who not in excluded})

    def _pages(self) -> list[Path]:
        """The pages that nbgrader is going to release."""
        return sorted(Path(self.coursedir.root).glob(self._relative("*.html")))

    def _relative(self, name: str) -> str:
        place = Path(self.src_path) / name
        return str(place.relative_to(self.coursedir.root))

    def _record(self, pages: dict[str, Path]) -> None:
        course, lesson = Course(Path(self.coursedir.root)), self.coursedir.assignment_id
        if not pages:
            return
        try:
            with writing(course, f"release_feedback {lesson}", lesson) as store:
                with Gradebook(self.coursedir.db_url, self.coursedir.course_id) as book:
                    marks = read_marks(book, lesson)
                with store.begin() as connection:
                    for student in sorted(pages.keys() & marks.keys()):
                        total = (marks[student].score, marks[student].max_score)
                        digest = hashlib.sha256(pages[student].read_bytes()).hexdigest()
                        place = "nbgrader's exchange"
                        entry = Return(student, lesson, "exchange", *total, digest, place)
                        keep_return(connection, entry)
        except GradebookError as error:
            self.log.warning("released, but not put on record: %s", error)
