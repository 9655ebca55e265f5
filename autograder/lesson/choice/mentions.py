"""Prose without what it says about an exercise that is left out.

Only what stands in code letters counts as a mention: the sigmoid is an idea that stays, `sigmoid` a
function that is gone. A sentence goes whole; so does a paragraph, or a list's item, where no
sentence can be told from the next.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_CODE = re.compile(r"(`+)(.+?)\1", re.DOTALL)
_END = re.compile(r"(?<=[.!?])(?:[*)”\"]*)\s+(?=[A-Z“*`$(0-9])")
_DETAILS = re.compile(r"<details>\s*<summary>(?P<title>.*?)</summary>.*?</details>\n?", re.DOTALL)
_HELP = re.compile(r"hint|solution|answer", re.IGNORECASE)
_HEADING = re.compile(r"#{1,6} ")
_PAIRS = (("$", "$"), ("(", ")"), ("[", "]"), ("“", "”"), ("**", "**"), ("`", "`"))


def mentions(text: str, names: Iterable[str]) -> bool:
    """Whether prose mentions one of these names in code letters."""
    word = re.compile(rf"(?<![\w.])(?:{'|'.join(map(re.escape, names))})(?!\w)")
    return any(word.search(code[2]) for code in _CODE.finditer(text))


def without_mentions(text: str, names: Iterable[str]) -> str:
    """The text without the sentences that mention one of these names."""
    wanted = tuple(names)
    if not mentions(text, wanted):
        return text
    kept = []
    for block in re.split(r"\n{2,}", text):
        if mentions(block, wanted):
            block = _without_sentences(block, wanted)
        if block.strip():
            kept.append(block)
    return "\n\n".join(kept)


def without_help(text: str) -> str:
    """The text without the hints that can be folded out."""

    def keep(found: re.Match[str]) -> str:
        return "" if _HELP.search(found["title"]) else found[0]

    return re.sub(r"\n{3,}", "\n\n", _DETAILS.sub(keep, text)).strip("\n")


def has_heading(text: str) -> bool:
    """Whether a heading stands in the text."""
    return any(_HEADING.match(line) for line in text.split("\n"))


def only_headings(text: str) -> bool:
    """Whether nothing but headings stands in the text."""
    lines = [line for line in text.split("\n") if line.strip()]
    return bool(lines) and all(_HEADING.match(line) for line in lines)


def _without_sentences(block: str, names: tuple[str, ...]) -> str:
    items = re.split(r"\n(?=\s*(?:[-*+]|\d+\.) )", block)
    if len(items) > 1:
        return "\n".join(item for item in items if not mentions(item, names))
    quoted = block.startswith("> ")
    flat = re.sub(r"^> ?", "", block, flags=re.MULTILINE) if quoted else block
    left = [s for s in _END.split(flat.replace("\n", " ")) if not mentions(s, names)]
    whole = " ".join(left)
    if not all(_balanced(sentence) for sentence in left):
        return ""
    return f"> {whole}" if quoted and whole else whole


def _balanced(sentence: str) -> bool:
    for opening, closing in _PAIRS:
        if opening == closing:
            if sentence.count(opening) % 2:
                return False
        elif sentence.count(opening) != sentence.count(closing):
            return False
    return True
