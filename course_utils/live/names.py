"""What ipywidgets does not tell who hears the page: the name of a slider, its value, and what the
picture shows."""

from __future__ import annotations

from functools import cache
from typing import Any

# The handle of a slider has the role of one, but no name, and its value is the index of a stop or
# the last digits of a float. Its label and its readout stand beside it.
_SCRIPT = """
const set = (node, name, text) => {
    if (node && text && node.getAttribute(name) !== text) node.setAttribute(name, text);
};
export default { render({ model, el }) {
    let observer, gone = false;
    const tell = box => {
        for (const image of box.querySelectorAll("img.widget-image"))
            set(image, "alt", model.get("alt"));
        for (const slider of box.querySelectorAll(".widget-slider")) {
            const handle = slider.querySelector("[role=slider]");
            set(handle, "aria-label", slider.querySelector(".widget-label")?.textContent.trim());
            const value = slider.querySelector(".widget-readout")?.textContent.trim();
            set(handle, "aria-valuetext", value);
        }
    };
    const begin = () => {
        const box = el.closest(".course-live");
        if (gone) return;
        if (!box) { setTimeout(begin, 50); return; }
        observer = new MutationObserver(() => tell(box));
        observer.observe(box, { subtree: true, childList: true, characterData: true,
            attributes: true, attributeFilter: ["aria-valuetext", "src"] });
        model.on("change:alt", () => tell(box));
        tell(box);
    };
    begin();
    return () => { gone = true; observer?.disconnect(); };
} };
"""
BOX = "course-live"  # the class of the box whose parts are named


@cache
def _kind() -> Any:
    import anywidget
    import traitlets

    class Names(anywidget.AnyWidget):
        _esm = _SCRIPT
        alt = traitlets.Unicode().tag(sync=True)

    return Names


def names(alt: str) -> Any:
    """A widget without a face that names the sliders of its box and gives the picture its words."""
    from ipywidgets import Layout

    return _kind()(alt=alt, layout=Layout(height="0", margin="0"))
