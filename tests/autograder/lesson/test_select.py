"""A choice from a lesson: exercises left out, with all that needs them, and other points."""

from __future__ import annotations

import shutil
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from autograder.cli.main import main
from autograder.gradebook import gradebook
from autograder.judge.verdict import Judgement
from autograder.lesson.build import release_text
from autograder.lesson.choice.dropping import choose
from autograder.lesson.choice.mentions import mentions, without_help, without_mentions
from autograder.lesson.choice.needs import brings, needs, without_statements
from autograder.lesson.choice.selection import Selection, read_selection
from autograder.lesson.course import Course
from autograder.lesson.lesson import Lesson, LessonError
from autograder.lesson.read import parse_lesson, read_lesson
from tests.support import ROOT
from tests.support.classes import LESSON, enter, give, marks, solved

COURSE = Course(ROOT)
SOURCE = """\
# %% [markdown]
# # Trees
#
# Count leaves. Later `grow` makes them.

# %%
import math

# %% hidden="setup"
from autograder.hidden import setup

reference, rng = setup("01_trees")
known = reference.grow(1)

# %% [markdown]
# A tree of height 2 has how many leaves?


# %% exercise="leaves"
def leaves(height):
    ### BEGIN SOLUTION
    return 2**height
    ### END SOLUTION


# %% tests="leaves" points=3
check.close(leaves(2), 4)
check.close(leaves(grow(1)), 4)
### BEGIN HIDDEN TESTS
taller = reference.grow(3)
check.close(leaves(taller), 16)
check.close(leaves(3), 8)
### END HIDDEN TESTS

# %% [markdown]
# Now `grow` one.


# %% exercise="grow"
def grow(height):
    ### BEGIN SOLUTION
    return height + 1
    ### END SOLUTION


# %% tests="grow" points=1
check.close(grow(1), 2)

# %% tests="grow" points=1
check.close(grow(0), 1)

# %% [markdown]
# <details><summary>Hint 1</summary>
#
# Add one.
# </details>
#
# - `leaves` are easy.
# - `grow(h)` is easier.

# %%
forest = [grow(n) for n in range(3)]

# %% look="forest"
print(forest)

# %% look="one_tree"
print(leaves(1))

# %% exercise="wood"
wood = None
### BEGIN SOLUTION
wood = leaves(2) / 4
### END SOLUTION

# %% tests="wood" points=2
check.close(wood, 1.0)

# %% [markdown] written="why" points=4
# Why two?
#
# ### BEGIN SOLUTION
# Because.
# ### END SOLUTION
"""
MISTAKES = """\
# %% [markdown]
# # Mistakes

# %% [markdown]
# ## `leaves`


# %% misconception="leaves" name="doubled"
def leaves(height):
    \"\"\"You doubled.\"\"\"
    return 2 * height


# %% misconception="leaves" name="grown"
def leaves(height):
    \"\"\"You let it grow first.\"\"\"
    return 2 ** grow(height)

# %% [markdown]
# ## `grow`


# %% misconception="grow" name="shrunk"
def grow(height):
    \"\"\"You took one away.\"\"\"
    return height - 1
"""


def trees() -> Lesson:
    return parse_lesson(Path("01_trees"), SOURCE, MISTAKES)


def test_what_needs_a_dropped_exercise_goes_with_it_and_all_else_keeps_its_line() -> None:
    whole = trees()
    made = choose(whole, Selection(("grow",)))
    lesson = made.lesson
    assert [exercise.name for exercise in lesson.exercises] == ["leaves", "wood"]
    assert [cell.grade_id for cell in lesson.cells if cell.kind == "look"] == ["look_one_tree"]
    assert [m.name for e in lesson.exercises for m in e.misconceptions] == ["doubled"]
    text = "\n".join(cell.source for cell in (*lesson.cells, *lesson.mistakes))
    assert "grow" not in text
    assert "forest" not in text
    assert "taller" not in text
    assert "Add one" not in text
    (test,) = lesson.exercise("leaves").tests
    assert test.source.count("check.close") == 2
    assert "Count leaves." in lesson.cells[0].source
    assert "- `leaves` are easy." in text
    before = {cell.where(): cell for cell in (*whole.cells, *whole.mistakes)}
    for cell in (*lesson.cells, *lesson.mistakes):
        assert (before[cell.where()].kind, before[cell.where()].key) == (cell.kind, cell.key)
    assert made.dropped == (
        "01_trees/lesson.py, line 9: statements of the hidden set-up that need grow (1)",
        "01_trees/lesson.py, line 26: checks of leaves that need grow (3)",
        "01_trees/lesson.py, line 61: given code, which needs grow",
        "01_trees/lesson.py, line 64: picture forest, which needs forest",
        "01_trees/mistakes.py, line 14: known mistake grown, which needs grow",
    )
    assert made.look_at == ("01_trees/lesson.py, line 52: - `leaves` are easy.",)
    assert lesson.max_score == whole.max_score - 2


def test_an_exercise_that_another_calls_stands_in_the_way_and_the_way_out_is_said() -> None:
    said = (
        "leaves cannot be left out of 01_trees alone: wood needs leaves. Keep it, or leave these"
        " out too: --without leaves wood"
    )
    with pytest.raises(LessonError) as found:
        choose(trees(), Selection(("leaves",)))
    assert str(found.value) == said
    both = choose(trees(), Selection(("leaves", "wood")))
    assert [exercise.name for exercise in both.lesson.exercises] == ["grow"]


def test_an_exercise_whose_every_check_needs_it_stands_in_the_way() -> None:
    text = SOURCE.replace("check.close(wood, 1.0)", "check.close(wood, grow(0))")
    lesson = parse_lesson(Path("01_trees"), text, MISTAKES)
    with pytest.raises(LessonError, match="wood needs grow"):
        choose(lesson, Selection(("grow",)))


def test_points_are_shared_out_among_an_exercises_tests_as_before() -> None:
    lesson = choose(trees(), Selection(points=(("grow", 5), ("why", 2.5)))).lesson
    worth = [cell.options["points"] for cell in lesson.exercise("grow").tests]
    assert worth == [2.5, 2.5]
    assert [cell.options["points"] for cell in lesson.written] == [2.5]
    assert lesson.max_score == 3 + 5 + 2 + 2.5
    assert lesson.digest != trees().digest


def test_any_exercise_of_a_lesson_can_be_left_out_or_says_what_else_must_go() -> None:
    whole = read_lesson(COURSE.solutions / "04_backprop_circuits")
    for exercise in whole.exercises[::3]:
        without: tuple[str, ...] = (exercise.name,)
        try:
            made = choose(whole, Selection(without))
        except LessonError as error:
            without = tuple(str(error).rpartition("--without ")[2].split())
            made = choose(whole, Selection(without))
        gone = {n for e in whole.exercises if e.name in without for n in brings(e.cell.source)}
        for cell in made.lesson.cells:
            if cell.kind in ("given", "look", "exercise", "tests"):
                assert not needs(cell.source) & gone, cell.where()
            elif cell.markdown:
                assert not mentions(cell.source, gone), cell.where()


def test_a_selection_is_kept_in_course_toml_and_undone(
    course: Course, capsys: pytest.CaptureFixture[str]
) -> None:
    path = course.root / "course.toml"
    before = "[marks]\ndrop_lowest = 0 # mine\n"
    path.write_text(before)
    assert main(["select", "1", "--without", "quadruple", "--points", "double=4"]) == 0
    said = capsys.readouterr().out
    assert f"{LESSON}: 13 points (the whole lesson: 14)" in said
    assert f"next: autograder build {LESSON}" in said
    assert path.read_text().startswith(before)
    kept = tomllib.loads(path.read_text())["lessons"][LESSON]
    assert kept == {"without": ["quadruple"], "points": {"double": 4}}
    lesson = course.lesson("1")
    assert [e.name for e in lesson.exercises] == ["double", "scale", "apply_twice", "Counter"]
    assert "quadruple" not in release_text(lesson)
    assert main(["build", "1"]) == 0
    assert "quadruple" not in course.release(lesson).read_text()
    assert main(["select", "1", "--with", "quadruple", "--without", "Counter"]) == 0
    assert read_selection(course.root, LESSON) == Selection(("Counter",), (("double", 4.0),))
    assert main(["select", "1"]) == 0
    said = capsys.readouterr().out
    assert "left out" in said
    assert "was 2" in said
    assert main(["select", "1", "--all"]) == 0
    assert path.read_text() == before
    assert course.lesson("1").max_score == 14


BAD = {
    ("--without", "nope"): f"{LESSON} has no exercise 'nope'",
    ("--without", "double"): "quadruple needs double",
    ("--points", "double"): "--points 'double' cannot be read; write it as --points EX=4",
    ("--points", "double=x"): "--points 'double=x' cannot be read",
    ("--points", "double=0"): "--points double: expected points above 0 and at most 1000, found 0",
    ("--points", "double=nan"): "found nan",
    ("--points", "nope=2"): f"{LESSON} has no exercise 'nope'",
    ("--without", "scale", "--points", "scale=2"): "scale is left out and given points",
    ("--with", "double"): f"--with double: left out of {LESSON} is nothing",
    ("--all", "--without", "scale"): "--all takes everything back; give it alone",
    (
        "--without",
        *("double", "scale", "apply_twice", "quadruple", "Counter", "why"),
    ): "nothing would be left",
}


@pytest.mark.parametrize(("options", "sentence"), BAD.items())
def test_a_choice_that_makes_no_sense_is_one_sentence_and_changes_nothing(
    course: Course, capsys: pytest.CaptureFixture[str], options: tuple[str, ...], sentence: str
) -> None:
    assert main(["select", "1", *options]) == 2
    said = capsys.readouterr().err
    assert sentence in said
    assert said.count("\n") == 1
    assert not (course.root / "course.toml").exists()


BAD_FILES = {
    "lessons = 3": r"course.toml, lessons: expected tables [lessons.NAME], found 3",
    f"[lessons]\n{LESSON} = 1": f"lessons.{LESSON}: expected a table",
    f"[lessons.{LESSON}]\nleft = 1": f"lessons.{LESSON}.left: there is no such key",
    f"[lessons.{LESSON}]\nwithout = 'double'": "without: expected names of exercises",
    f"[lessons.{LESSON}]\npoints = 3": "points: expected a table such as",
    f"[lessons.{LESSON}.points]\ndouble = true": "points.double: expected points above 0",
    "[lessons.09_none]\nwithout = []": "lessons.09_none: there is no lesson of that name",
    "[lessons": "course.toml cannot be read",
    "[lesson.01_trees]": "lesson: there is no such table; there are: lessons, marks",
    "drop_lowest = 1": "drop_lowest: there is no such table",
}


@pytest.mark.parametrize(("text", "sentence"), BAD_FILES.items())
def test_a_file_that_makes_no_sense_is_one_sentence_for_every_command(
    course: Course, capsys: pytest.CaptureFixture[str], text: str, sentence: str
) -> None:
    (course.root / "course.toml").write_text(text)
    assert main(["build"]) == 2
    said = capsys.readouterr().err
    assert sentence in said
    assert said.count("\n") == 1


@pytest.mark.slow
def test_totals_follow_a_choice_that_is_made_after_grading(
    course: Course, tiny: Lesson, judged: Callable[..., Judgement]
) -> None:
    enter(course, "ann", solved(tiny), judged())
    give(course, "ann", "why", 3.0)
    assert marks(course) == {"ann": 13.0}
    options = ["select", "1", "--without", "quadruple", "why", "--points", "double=5"]
    assert main(options) == 0
    assert main(["grade", "1", "--trusted", "--workers", "1"]) == 0
    assert marks(course) == {"ann": 10.0}
    assert gradebook.scores(course, LESSON)["ann"]["max_score"] == 10.0
    assert main(["select", "1", "--all"]) == 0
    assert main(["grade", "1", "--trusted", "--workers", "1"]) == 0
    assert gradebook.scores(course, LESSON)["ann"]["max_score"] == 14.0
    assert marks(course) == {"ann": 10.0}  # the written answer waits to be marked again


def test_a_sentence_that_mentions_a_name_goes_whole_and_ideas_stay() -> None:
    text = "The sigmoid is smooth. Call `sigmoid(z)` here.\nThen go on.\n\n> Use `sigmoid`.\n\nEnd."
    assert without_mentions(text, ["sigmoid"]) == "The sigmoid is smooth. Then go on.\n\nEnd."
    assert not mentions("the `log_sigmoid` and `x.sigmoid`", ["sigmoid"])
    folded = "<details><summary>Hint</summary>\n\nA.\n</details>\n<details><summary>The prediction"
    assert without_help(f"{folded}</summary>\n\nB.\n</details>").count("<details>") == 1


def test_code_needs_what_it_takes_from_elsewhere() -> None:
    assert needs("def f(x):\n    y = g(x)\n    return y") == {"g"}
    assert needs("f = f\nh = [k for k in f]") == {"f"}
    assert needs("import os\nos.sep\nreference.z") == {"reference", "z"}
    assert needs("try:\n    a()\nexcept E as e:\n    print(e)") == {"a", "E", "print"}
    assert brings("f = f\nimport os.path\nx = 1") == {"os", "x"}
    assert without_statements("a = g()\nb = a\nc = 1", {"g"}) == ("c = 1", 2)


def test_the_demo_goes_by_the_choice_too(course: Course, tmp_path: Path) -> None:
    from autograder.proofs.demo import demo_course

    shutil.rmtree(course.root / "grading", ignore_errors=True)
    assert main(["select", "1", "--without", "Counter"]) == 0
    made = demo_course(course, tmp_path / "demo")
    assert "Counter" not in [exercise.name for exercise in made.lesson("1").exercises]


def test_a_prediction_that_leads_to_an_exercise_goes_with_it() -> None:
    guess = '# %% look="guess_many"\nremember.predict("many", "How many?", right=1, because="")\n\n'
    source = SOURCE.replace('# %% exercise="leaves"', guess + '# %% exercise="leaves"')
    source = source.replace("import math", "import math\nfrom course_utils import remember")
    whole = parse_lesson(Path("01_trees"), source)
    assert next(cell.key for cell in whole.cells if cell.kind == "look") == "guess_many"
    kept = choose(whole, Selection(without=("leaves", "wood"))).lesson
    assert "guess_many" not in [cell.key for cell in kept.cells]
