"""What on a page keeps people out, found by axe-core, which comes with `axe-playwright-python`."""

from __future__ import annotations

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

GRAVE = ("serious", "critical")
MANY = 4  # places of one kind that are listed


def barriers(page: Page, *places: str) -> list[str]:
    """Everything serious or critical, one line for each rule; only in `places`, if there are some.

    Each place is a CSS selector; what is not on the page is passed over.
    """
    there = [place for place in places if page.locator(place).count()]
    if places and not there:
        return []
    context = {"include": [[place] for place in there]} if places else None
    found = Axe().run(page, context=context).response["violations"]
    return [
        f"{each['id']} ({each['impact']}): " + "; ".join(map(_place, each["nodes"][:MANY]))
        for each in found
        if each["impact"] in GRAVE
    ]


def _place(node: dict[str, Any]) -> str:
    return f"{node['html'][:160]} | {node['failureSummary'][:300]}"
