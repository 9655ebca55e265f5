"""TeX formulas as MathML, which browsers show by themselves: no script, no network.

Only the part of TeX that lessons and answers use. A formula with anything else in it is shown as it
was typed. Reading takes time in proportion to the length, whatever a student wrote.
"""

from __future__ import annotations

import re
from html import escape

from autograder.feedback.symbols import (
    ACCENTS,
    BIG,
    FUNCTIONS,
    LETTERS,
    MATRICES,
    OPERATORS,
    SPACES,
    STYLES,
)

LONGEST = 2000
DEEPEST = 24
_TOKEN = re.compile(r"\\[A-Za-z]+\*?|\\.|\d+(?:\.\d+)?|\s+|.", re.DOTALL)
_TEXT = {r"\text", r"\textrm", r"\textit", r"\textbf", r"\mbox", r"\operatorname", r"\mathrm"}
_FRACTIONS = {r"\frac", r"\tfrac", r"\dfrac"}
_SIZES = {r"\big", r"\Big", r"\bigl", r"\bigr", r"\Bigl", r"\Bigr", r"\displaystyle", r"\textstyle"}
_NOTHING = {r"\limits", r"\nolimits", r"\nonumber", r"\hline"}
_LIMITS = {r"\max", r"\min", r"\lim", r"\sup", r"\inf", r"\arg", r"\argmax", r"\argmin"}
_BRACES = {r"\underbrace": ("munder", "⏟"), r"\overbrace": ("mover", "⏞")}


class _Unknown(ValueError):
    """Something that is not translated."""


def mathml(tex: str, *, display: bool = False) -> str:
    """The formula as a <math> element, or as <code> where it cannot be translated."""
    try:
        if len(tex) > LONGEST:
            raise _Unknown
        body = _Reader(tex.strip(), display).whole()
    except _Unknown:
        sign = "$$" if display else "$"
        return f"<code>{escape(sign + tex[:LONGEST] + sign)}</code>"
    block = ' display="block"' if display else ""
    return f'<math{block} aria-label="{escape(tex.strip())}">{body}</math>'


class _Reader:
    """Reads a formula from left to right; each method returns the markup of what it has read."""

    def __init__(self, tex: str, display: bool) -> None:
        self.tokens = _TOKEN.findall(tex)
        self.at = 0
        self.depth = 0
        self.display = display

    def whole(self) -> str:
        row = self.row()
        if self.at < len(self.tokens):
            raise _Unknown(self.tokens[self.at])
        return f"<mrow>{row}</mrow>"

    def row(self, *ends: str) -> str:
        """Everything up to one of the tokens `ends` (which is left) or the end."""
        self.depth += 1
        if self.depth > DEEPEST:
            raise _Unknown("too deep")
        parts = []
        while (token := self.peek()) is not None and token not in ends:
            if token == "}" or (token == "&" and not ends):
                raise _Unknown(token)
            parts.append(self.scripted())
        self.depth -= 1
        return "".join(parts)

    def peek(self) -> str | None:
        while self.at < len(self.tokens) and self.tokens[self.at].isspace():
            self.at += 1
        return self.tokens[self.at] if self.at < len(self.tokens) else None

    def take(self, expected: str | None = None) -> str:
        token = self.peek()
        if token is None or (expected is not None and token != expected):
            raise _Unknown(token)
        self.at += 1
        return token

    def scripted(self) -> str:
        """One atom with its index and its exponent."""
        first = self.peek()
        base = self.atom() if first not in ("_", "^", "'") else "<mrow></mrow>"
        below = above = ""
        while (token := self.peek()) in ("_", "^", "'"):
            self.take()
            if token == "_" and not below:
                below = self.argument()
            elif token == "^" and not above:
                above = self.argument()
            elif token == "'":
                above = f"<mrow>{above}<mo>′</mo></mrow>"
            else:
                raise _Unknown("two scripts")
        stacked = first in _BRACES or (self.display and (first in BIG or first in _LIMITS))
        return _with_scripts(base, below, above, stacked=stacked)

    def argument(self) -> str:
        """What a command or a script applies to: a group or a single token."""
        if self.peek() != "{":
            self.depth += 1
            if self.depth > DEEPEST:
                raise _Unknown("too deep")
            token = self.peek() or ""
            if token[:1].isdigit() and len(token) > 1:
                self.tokens[self.at : self.at + 1] = [token[0], token[1:]]
            found = self.atom()
            self.depth -= 1
            return found
        self.take("{")
        row = self.row("}")
        self.take("}")
        return f"<mrow>{row}</mrow>"

    def atom(self) -> str:
        token = self.take()
        if token == "{":
            self.at -= 1
            return self.argument()
        if token[0].isdigit():
            return f"<mn>{token}</mn>"
        if len(token) == 1 and (token.isalpha() or token in "∞∅"):
            return f"<mi>{escape(token)}</mi>"
        if len(token) == 1 and token not in "\\{}_^&$#%~":
            return _operator({"-": "−", "*": "∗"}.get(token, token))
        if token == "~":
            return SPACES[r"\;"]
        return self.command(token)

    def command(self, token: str) -> str:
        if token in LETTERS:
            return f"<mi>{LETTERS[token]}</mi>"
        if token in OPERATORS:
            return _operator(OPERATORS[token])
        if token in BIG:
            return f"<mo>{BIG[token]}</mo>"
        if token in FUNCTIONS:
            return f"<mi>{FUNCTIONS[token]}</mi>"
        if token in SPACES:
            return SPACES[token]
        if token in _SIZES | _NOTHING:
            return ""
        return self.structure(token)

    def structure(self, token: str) -> str:
        if token in _FRACTIONS:
            return f"<mfrac>{self.argument()}{self.argument()}</mfrac>"
        if token == r"\sqrt":
            return f"<msqrt>{self.argument()}</msqrt>"
        if token in _TEXT:
            return f"<mtext>{escape(self.raw())}</mtext>"
        if token in STYLES:
            letters = "".join(STYLES[token](letter) for letter in self.raw())
            return f"<mi>{escape(letters)}</mi>"
        if token in ACCENTS:
            wide = "true" if token == r"\overline" else "false"
            over = f'<mo stretchy="{wide}">{ACCENTS[token]}</mo>'
            return f'<mover accent="true">{self.argument()}{over}</mover>'
        if token in _BRACES:
            tag, brace = _BRACES[token]
            return f"<{tag}>{self.argument()}<mo>{brace}</mo></{tag}>"
        if token == r"\left":
            return self.fenced()
        if token == r"\begin":
            return self.table()
        raise _Unknown(token)

    def raw(self) -> str:
        """The letters of a group that holds nothing but text."""
        if self.peek() != "{":
            token = self.take()
            if token[0] == "\\":
                raise _Unknown(token)
            return token
        self.take("{")
        start = self.at
        while self.at < len(self.tokens) and self.tokens[self.at] != "}":
            if self.tokens[self.at] in ("{", "$") or self.tokens[self.at][0] == "\\":
                raise _Unknown(self.tokens[self.at])
            self.at += 1
        text = "".join(self.tokens[start : self.at])
        self.take("}")
        return text

    def fenced(self) -> str:
        left = self.fence()
        row = self.row(r"\right")
        self.take(r"\right")
        return f"<mrow>{left}{row}{self.fence()}</mrow>"

    def fence(self) -> str:
        token = self.take()
        sign = OPERATORS.get(token, token)
        if len(sign) != 1:
            raise _Unknown(token)
        return "" if sign == "." else f'<mo stretchy="true">{escape(sign)}</mo>'

    def table(self) -> str:
        name = self.raw()
        if name not in MATRICES:
            raise _Unknown(name)
        if name == "array":
            self.raw()
        rows, cells = [], []
        while True:
            cell = self.row("&", r"\\", r"\end")
            cells.append(f"<mtd>{cell}</mtd>")
            token = self.take()
            if token == "&":
                continue
            rows.append(f"<mtr>{''.join(cells)}</mtr>")
            cells = []
            if token == r"\end":
                break
        if self.raw() != name:
            raise _Unknown(name)
        left, right = (f"<mo>{sign}</mo>" if sign else "" for sign in MATRICES[name])
        kind = "pairs" if name.startswith("align") else name
        table = f'<mtable class="{kind}">{"".join(rows)}</mtable>'
        return f"<mrow>{left}{table}{right}</mrow>"


def _operator(sign: str) -> str:
    """A sign in its own size: brackets grow only where \\left and \\right ask for it."""
    grows = ' stretchy="false"' if sign in "()[]{}|‖⟨⟩⌊⌋⌈⌉/" else ""
    return f"<mo{grows}>{escape(sign)}</mo>"


def _with_scripts(base: str, below: str, above: str, *, stacked: bool) -> str:
    under, over = ("munder", "mover") if stacked else ("msub", "msup")
    if below and above:
        both = "munderover" if stacked else "msubsup"
        return f"<{both}>{base}{below}{above}</{both}>"
    if below:
        return f"<{under}>{base}{below}</{under}>"
    return f"<{over}>{base}{above}</{over}>" if above else base
