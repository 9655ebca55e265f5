// The colours of the lessons, on a light page and on a dark one.

// Those of Okabe and Ito; on a dark page lighter, so that they keep their distance from it.
const LIGHT = {
  ink: "#2B2B2B", grey: "#5F5F5F", pale: "#DDDDDD", paper: "#FFFFFF",
  class0: "#D55E00", class1: "#0072B2", class2: "#009E73", class3: "#CC79A7",
  sky: "#56B4E9", yellow: "#B87A00", bad: "#C2185B", good: "#007A59", back: "#B04D00",
};
const DARK = {
  ink: "#EDEDED", grey: "#A9A9A9", pale: "#4A4A4A", paper: "#111111",
  class0: "#FF9248", class1: "#5BB8F5", class2: "#2CCB9E", class3: "#E69AC6",
  sky: "#8ED0F5", yellow: "#F0B840", bad: "#FF6F9F", good: "#35D0A5", back: "#FF9248",
};

export const parse = (text) => {
  if (text.startsWith("#")) return [1, 3, 5].map((at) => parseInt(text.slice(at, at + 2), 16));
  const numbers = text.match(/[\d.]+/g)?.map(Number) ?? [];
  return numbers.length === 4 && numbers[3] === 0 ? null : numbers.slice(0, 3);
};
const text = ([r, g, b]) => `rgb(${Math.round(r)}, ${Math.round(g)}, ${Math.round(b)})`;
export const mix = (one, other, share) => one.map((each, i) => each + share * (other[i] - each));
export const luminance = ([r, g, b]) => (0.2126 * r + 0.7152 * g + 0.0722 * b) / 255;

// The colours for a page with this background [r, g, b].
export function themed(background) {
  const dark = luminance(background) < 0.4;
  const named = { ...(dark ? DARK : LIGHT), paper: text(background) };
  const tone = (name, share) => mix(background, parse(named[name]), share);
  const stops = {
    probability: [[0, tone("class0", 0.5)], [0.5, background], [1, tone("class1", 0.5)]],
    height: [[0, tone("class2", 0.85)], [0.35, tone("class2", 0.3)], [1, background]],
    ink: [[0, background], [1, parse(named.ink)]],
    signs: [[0, tone("class0", 1)], [0.5, background], [1, tone("class1", 1)]],
  };
  const color = (name) => named[name] ?? name;
  return { dark, named, stops, color, rgb: (name) => parse(color(name)),
    several: mix(background, parse(named.ink), 0.28), key: named.paper };
}

// The background that shows behind an element.
export function behind(element) {
  for (let each = element; each; each = each.parentElement) {
    const found = parse(getComputedStyle(each).backgroundColor);
    if (found?.length === 3) return found;
  }
  return [255, 255, 255];
}
