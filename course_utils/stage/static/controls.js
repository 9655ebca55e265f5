// Sliders, lists, buttons and numbers beside the picture: elements of the page, with names.

import { print } from "./scale.js";

export function element(kind, options = {}, ...children) {
  const made = document.createElement(kind);
  for (const [name, value] of Object.entries(options)) {
    if (name === "class") made.className = value;
    else if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (value !== false && value !== undefined) made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children);
  return made;
}

// Every widget has a copy of this module, and all of them stand in one page: no counter is enough.
const unique = () => `cu-${Math.random().toString(36).slice(2)}`;

// Keys that move something here, and that notebooks keep for themselves unless they are told not to.
const OURS = /^(Arrow.*|Page.*|Home|End|Insert|Delete|Backspace|Enter| )$/;

// Hear keys of this part of the page before the notebook does; `press(node, event)` says whether
// it did something.
export function listenToKeys(root, press, signal) {
  const hear = (event) => {
    const isPlain = !(event.ctrlKey || event.metaKey || event.altKey);
    const runsCell = event.key === "Enter" && event.shiftKey;
    if (!root.contains(event.target) || !isPlain || runsCell || !OURS.test(event.key)) return;
    event.stopImmediatePropagation();
    if (press(event.target, event)) event.preventDefault();
  };
  window.addEventListener("keydown", hear, { capture: true, signal });
}

// Controls by name: {node, show(value)}; `set(name, value, isMoving)` hears of every change.
export function makeControl(control, set) {
  const id = unique();
  const label = element("label", { for: id, title: control.tooltip }, control.label);
  if (control.kind === "choice") {
    const select = element("select", { id, title: control.tooltip },
      ...control.texts.map((text) => element("option", {}, text)));
    select.addEventListener("change", () => set(control.name, select.selectedIndex, false));
    return { node: element("div", { class: "cu-row" }, label, select),
      show: (value) => { select.selectedIndex = value; } };
  }
  const { low, high, step } = control;
  const input = element("input", { type: "range", id, min: low, max: high, step: step || "any",
    title: control.tooltip });
  const output = element("span", { class: "cu-value", "aria-hidden": "true" });
  const show = (value) => {
    const text = control.texts ? control.texts[value] : print(value, control.digits);
    if (document.activeElement !== input || Number(input.value) !== value) input.value = value;
    input.setAttribute("aria-valuetext", text);
    output.textContent = text;
  };
  input.addEventListener("input", () => {
    show(Number(input.value));
    set(control.name, Number(input.value), true);
  });
  return { node: element("div", { class: "cu-row" }, label, input, output), show };
}

// How fast ▶ goes.
export function makeSpeed() {
  const speed = element("select", { "aria-label": "speed", title: "speed" },
    ...["¼×", "½×", "1×", "2×", "4×"].map((text) => element("option", {}, text)));
  speed.selectedIndex = 2;
  return speed;
}

// ▶: `onToggle(isOn)`; `pace()` is the seconds from one step to the next.
export function makePlayer(play, speed, onToggle) {
  const button = element("button", { type: "button", class: "cu-play", title: play.tooltip });
  let isOn = false;
  const show = (wanted) => {
    isOn = wanted;
    button.textContent = isOn ? `⏸ stop` : `▶ ${play.label}`;
    button.classList.toggle("cu-on", isOn);
  };
  button.addEventListener("click", () => onToggle(!isOn));
  show(false);
  return { node: button, show, get isOn() { return isOn; },
    pace: () => play.seconds / [0.25, 0.5, 1, 2, 4][speed.selectedIndex] };
}

// Numbers with their names; only what changed is written.
export function showReadouts(list, readouts) {
  while (list.children.length > readouts.length) list.lastChild.remove();
  readouts.forEach(([name, value, small], k) => {
    if (!list.children[k]) {
      list.append(element("div", {}, element("span"), element("b")));
    }
    const [term, number] = list.children[k].children;
    if (term.textContent !== name) term.textContent = name;
    if (number.textContent !== value) number.textContent = value;
    number.className = small ? "cu-small" : "cu-large";
  });
}
