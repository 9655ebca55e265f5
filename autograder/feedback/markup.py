"""What a student wrote, and what it showed, as HTML that is only ever looked at.

Everything is rebuilt from text: no tag, script, style or address of the student's gets through, and
sizes are bounded. The page's content security policy is a second lock on the same door.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from markupsafe import Markup, escape
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

from autograder.common.text import without_colours
from autograder.feedback.formulas import mathml

LONGEST_SOURCE = 12_000
LONGEST_OUTPUT = 4_000
LARGEST_PICTURE = 200_000
MOST_FORMULAS = 200
_PICTURES = ("image/png", "image/jpeg")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def code_html(source: str) -> Markup:
    """Python code in colours."""
    shown = highlight(_cut(source, LONGEST_SOURCE), PythonLexer(), HtmlFormatter(nowrap=True))
    return Markup('<pre class="code">{}</pre>').format(Markup(shown))


def prose_html(source: str, attachments: Mapping[str, Any] | None = None) -> Markup:
    """Markdown with formulas. HTML in it is shown as text; pictures only if attached."""
    text = _cut(source, LONGEST_SOURCE).replace("&lt;", "<")  # as before it was defused
    try:
        shown = MarkdownWithMath(renderer=_Renderer(attachments or {})).render(text)
    except Exception:  # whatever upsets the Markdown reader: its author still gets a page
        return Markup('<pre class="text">{}</pre>').format(text)
    return Markup(shown)


def output_html(output: Mapping[str, Any], about: str = "a figure") -> Markup:
    """One output of a cell: text, a picture with words about it, or an error in one line with the
    rest folded."""
    if output.get("output_type") == "stream":
        return _text(output.get("text", ""), "text")
    if output.get("output_type") == "error":
        return _error(output)
    data = output.get("data", {})
    for kind in _PICTURES:
        if kind in data:
            return _picture(kind, _joined(data[kind]), about)
    return _text(data.get("text/plain", ""), "text")


def safe_text(text: str, longest: int = LONGEST_OUTPUT) -> str:
    """Text without colours and control characters, cut off when too long."""
    return _cut(_CONTROL.sub("�", without_colours(text)), longest)


def _error(output: Mapping[str, Any]) -> Markup:
    headline = ": ".join(filter(None, (output.get("ename", ""), output.get("evalue", ""))))
    trace = "\n".join(output.get("traceback", []))
    first = _text(headline, "text error")
    if not trace.strip() or trace.strip() == headline.strip():
        return first
    rest = _text(trace, "text")
    return Markup("{}<details><summary>where it happened</summary>{}</details>").format(first, rest)


def _picture(kind: str, data: str, about: str) -> Markup:
    data = "".join(data.split())
    try:
        size = len(base64.b64decode(data, validate=True))
    except ValueError:
        return Markup("<p>(A picture that cannot be read was left out.)</p>")
    if size > LARGEST_PICTURE:
        return Markup("<p>(A picture of {} kB was left out.)</p>").format(size // 1000)
    return Markup('<img alt="{}" src="data:{};base64,{}">').format(about, kind, data)


def _text(text: Any, kind: str) -> Markup:
    shown = safe_text(_joined(text)).rstrip()
    return Markup('<pre class="{}">{}</pre>').format(kind, shown) if shown else Markup("")


def _joined(text: Any) -> str:
    return "".join(map(str, text)) if isinstance(text, list) else str(text)


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[:longest] + "\n… (cut: it goes on)"


class _Renderer(IPythonRenderer):
    """Markdown to HTML without anything that loads, links in secret or runs."""

    def __init__(self, attachments: Mapping[str, Any]) -> None:
        super().__init__(escape=True, allow_harmful_protocols=False, exclude_anchor_links=True)
        self._pictures = attachments
        self._formulas = 0

    def block_code(self, code: str, info: str | None = None) -> str:
        return Markup('<pre class="code">{}</pre>').format(code)

    def heading(self, text: str, level: int, **attrs: Any) -> str:
        return f'<p class="heading">{text}</p>'

    def inline_math(self, body: str) -> str:
        return self._formula(body, display=False)

    def block_math(self, body: str) -> str:
        return self._formula(body, display=True)

    def latex_environment(self, name: str, body: str) -> str:
        return self._formula(rf"\begin{{{name}}}{body}\end{{{name}}}", display=True)

    def image(self, text: str, url: str, title: str | None = None) -> str:
        attached = self._pictures.get(url.removeprefix("attachment:"), {})
        for kind in _PICTURES:
            if url.startswith("attachment:") and kind in attached:
                return _picture(kind, str(attached[kind]), text)
        return Markup("(picture: {})").format(Markup(text))

    def link(self, text: str, url: str, title: str | None = None) -> str:
        if urlsplit(url).scheme not in ("http", "https", "mailto"):
            return text
        return f'<a href="{escape(url)}" rel="noopener noreferrer">{text}</a>'

    def _formula(self, tex: str, *, display: bool) -> str:
        self._formulas += 1
        if self._formulas > MOST_FORMULAS:
            return str(escape(f"${tex}$"))
        return mathml(tex, display=display)
