"""The colours and the style all pictures share.

The colours are those of Okabe and Ito, which readers with any kind of colour vision can tell apart.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.colors import Colormap

BLUE, ORANGE, GREEN = "#0072B2", "#D55E00", "#009E73"
PINK, SKY, YELLOW, INK = "#CC79A7", "#56B4E9", "#E69F00", "#2B2B2B"
COLORS = (ORANGE, BLUE, GREEN, PINK, SKY, YELLOW)
MARKERS = ("o", "s", "^", "D", "v", "P")
GREY, PALE, PAPER = "#6B6B6B", "#DDDDDD", "#FFFFFF"

STYLE: Any = {
    "figure.figsize": (5.6, 3.9),
    "figure.dpi": 110,
    "figure.facecolor": PAPER,
    "savefig.facecolor": PAPER,
    "axes.facecolor": PAPER,
    "axes.edgecolor": GREY,
    "axes.labelcolor": INK,
    "axes.titlecolor": INK,
    "axes.titlesize": 11,
    "axes.titlelocation": "left",
    "axes.labelsize": 10,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.linewidth": 0.8,
    "font.size": 10,
    "text.color": INK,
    "xtick.color": GREY,
    "ytick.color": GREY,
    "xtick.labelsize": 9,
    "ytick.labelsize": 9,
    "legend.facecolor": PAPER,
    "legend.edgecolor": "none",
    "legend.framealpha": 0.85,
    "legend.fontsize": 9,
    "lines.linewidth": 2.0,
    "grid.color": PALE,
    "grid.linewidth": 0.6,
}


def style() -> None:
    """Make every later picture of the notebook look like those of the lessons."""
    import matplotlib
    from cycler import cycler

    matplotlib.rcParams.update(STYLE)
    matplotlib.rcParams["axes.prop_cycle"] = cycler(color=(BLUE, ORANGE, GREEN, PINK, SKY, YELLOW))


LEAST_CONTRAST = 4.5  # of small text, by the Web Content Accessibility Guidelines 2.2


@cache
def for_text(color: str, paper: str = PAPER) -> str:
    """The colour itself, or darker where small text in it would be hard to read on the paper."""
    from matplotlib.colors import to_hex, to_rgb

    red, green, blue = to_rgb(color)
    while contrast(to_hex((red, green, blue)), paper) < LEAST_CONTRAST:
        red, green, blue = 0.97 * red, 0.97 * green, 0.97 * blue
    return to_hex((red, green, blue))


def contrast(color: str, paper: str = PAPER) -> float:
    """How much lighter the paper is than the colour, from 1 to 21 (WCAG 2.2, contrast ratio)."""
    return (_luminance(paper) + 0.05) / (_luminance(color) + 0.05)


def _luminance(color: str) -> float:
    from matplotlib.colors import to_rgb

    weights = (0.2126, 0.7152, 0.0722)
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(color)]
    return sum(w * c for w, c in zip(weights, linear, strict=True))


def probability_colors() -> Colormap:
    """From class 0 (orange) over white, where both are as likely, to class 1 (blue); all pale."""
    from matplotlib.colors import LinearSegmentedColormap

    return LinearSegmentedColormap.from_list("probability", ("#EFAE7E", "#FFFFFF", "#7DB7DB"))
