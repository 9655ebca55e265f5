"""Words in a drawn picture that its edge, or that of their pane, cuts off."""

from __future__ import annotations

from playwright.sync_api import Locator, Page

# From now on every canvas notes what it writes beyond its edge, or beyond what it is clipped to;
# upright words only. {text: CSS pixels that are lost to the left, right, top and bottom}
_NOTE = """() => {
    const canvas = CanvasRenderingContext2D.prototype;
    const usual = Object.fromEntries(['rect', 'clip', 'save', 'restore', 'clearRect', 'fillText']
        .map(name => [name, canvas[name]]));
    const kept = new WeakMap();
    const of = context => kept.get(context)
        ?? kept.set(context, { clip: null, saved: [] }).get(context);
    const before = (name, note) => {
        canvas[name] = function (...given) {
            note(this, of(this), given);
            return usual[name].apply(this, given);
        };
    };
    before('rect', (_, state, box) => { state.rect = box; });
    before('clip', (_, state) => { state.clip = state.rect; });
    before('save', (_, state) => state.saved.push(state.clip));
    before('restore', (_, state) => { state.clip = state.saved.pop() ?? null; });
    before('clearRect', context => { context.canvas.cutOff = {}; });
    before('fillText', (context, { clip }, [text, x, y]) => {
        const { a, b } = context.getTransform();
        if (b !== 0) return;
        const { width, height } = context.canvas;
        const [left, top, wide, high] = clip ?? [0, 0, width / a, height / a];
        const box = context.measureText(text);
        const lost = [left - (x - box.actualBoundingBoxLeft),
            x + box.actualBoundingBoxRight - (left + wide),
            top - (y - box.actualBoundingBoxAscent),
            y + box.actualBoundingBoxDescent - (top + high)].map(Math.round);
        if (Math.max(...lost) > 1) (context.canvas.cutOff ??= {})[text] = lost;
    });
}"""


def note_cut_text(page: Page) -> None:
    """Have the page's canvases note, whenever they are painted, which words are cut off."""
    page.evaluate(_NOTE)


def cut_text(canvas: Locator) -> dict[str, list[int]]:
    """The words that were cut off when it was last painted: CSS pixels lost at each side."""
    found: dict[str, list[int]] = canvas.evaluate("canvas => canvas.cutOff ?? {}")
    return found
