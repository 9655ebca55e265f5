"""The words of the lessons: no slide that the reader never sees, and one spelling."""

from __future__ import annotations

import io
import re
import tokenize
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from tests.support import ROOT

SOURCES = sorted((ROOT / "solutions").glob("*/*.py"))
TOOLS = sorted((ROOT / "course_utils").rglob("*.py"))
SLIDES = re.compile(r"\b(slides?|decks?)\b", re.I)
AMERICAN = re.compile(
    r"\b(gray|(behavi|col|fav|neighb)ors?|learnt|(minim|maxim|normal|standard|regular|initial"
    r"|general|optim|recogn|summar)iz(e[ds]?|ing|ations?))\b",
    re.I,
)
FOLDED = re.compile(r"# <details>.*?# </details>", re.S)
TEXTS = {tokenize.COMMENT, tokenize.STRING, getattr(tokenize, "FSTRING_MIDDLE", tokenize.STRING)}
ITEM = re.compile(r"# (\d+\.|[-+*]) ")  # begins an item, whatever the line is meant for
PARAGRAPH = re.compile(r"# (?!\s|(\d+\.|[-+*]) )")
CODE = re.compile(r"`[^`\n]*`|\$[^$\n]*\$|\]\(http[^)]*\)|^# %%.*")


def words(text: str) -> Iterator[tuple[int, str]]:
    """What a reader reads in a Python file: comments and strings by the line, names by the word."""
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type in TEXTS:
            yield from enumerate(token.string.splitlines(), start=token.start[0])
        elif token.type == tokenize.NAME:
            yield token.start[0], token.string.replace("_", " ")


def breaches(text: str, pattern: re.Pattern[str]) -> list[str]:
    """What matches, outside folded boxes, and outside code and links in prose."""
    blank = FOLDED.sub(lambda box: "#\n" * box[0].count("\n"), text)
    return [f"{n}: {line}" for n, line in words(blank) if pattern.search(CODE.sub("", line))]


@pytest.mark.parametrize(
    "path", SOURCES + TOOLS, ids=lambda path: f"{path.parent.name}-{path.stem}"
)
def test_nobody_is_sent_to_a_slide(path: Path) -> None:
    assert breaches(path.read_text(encoding="utf-8"), SLIDES) == []


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_the_lessons_are_in_british_english(path: Path) -> None:
    prose = [line for line in path.read_text(encoding="utf-8").splitlines() if line[:2] == "# "]
    assert breaches("\n".join(prose), AMERICAN) == []


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_no_line_of_a_paragraph_is_taken_for_an_item_of_a_list(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    taken = [
        f"{number}: {line}"
        for number, (above, line) in enumerate(pairwise(lines), start=2)
        if ITEM.match(line) and PARAGRAPH.match(above)
    ]
    assert taken == []


def test_a_planted_breach_is_found_where_a_reader_would_see_it() -> None:
    assert breaches('# %% [markdown]\n# A slide says so.\ncheck("the deck")\n', SLIDES) == [
        "2: # A slide says so.",
        '3: "the deck"',
    ]
    assert breaches("# <details>\n# a slide\n# </details>\nx = 1  # sliders\n", SLIDES) == []
    assert breaches("w_slide = 1\n", SLIDES) == ["1: w slide"]
    assert breaches("# We standardize it with `standardize`.\n", AMERICAN) != []
    assert breaches("# Use `standardize`.\n", AMERICAN) == []
