// The widget: it draws the scene that Python sends, and reports what the student does to it.

import { behind, themed } from "./colors.js";
import { Contact } from "./contact.js";
import { element, listenToKeys, makeControl, showReadouts } from "./controls.js";
import { draw } from "./draw.js";
import { GESTURES, kept, stands, turned } from "./gestures.js";
import { Handles } from "./handles.js";
import { valueAt } from "./hit.js";
import { decode, Link } from "./link.js";
import { Playing } from "./playing.js";
import { listen } from "./pointer.js";
import { Pulses } from "./pulse.js";
import { follow } from "./sampled.js";
import { clamp, place } from "./scale.js";
import { watch } from "./watch.js";

const write = (node, text) => { if (node.textContent !== text) node.textContent = text; };
const RESTS = 160; // milliseconds without a move, then the student's function is asked once more

class Stage {
  constructor(model, root, signal) {
    this.model = model;
    this.root = root;
    this.view = Math.random().toString(36).slice(2);
    this.frame = decode(model.get("frame"));
    this.panes = this.frame.panes;
    this.takeSample();
    this.contact = new Contact((message) => model.send({ ...message, view: this.view }),
      (text, isLost) => this.hearOfKernel(text, isLost));
    this.link = new Link((message) => this.contact.send(message));
    this.aside = { text: "", isLost: false };
    this.params = {};
    this.pulses = new Pulses();
    this.build(signal);
    this.handles = new Handles(this.picture, this.act);
    listen(this.canvas, this, signal);
    this.take();
    watch(this, signal);
  }

  build(signal) {
    const { frame } = this;
    this.canvas = element("canvas", { "aria-hidden": "true" });
    this.tip = element("div", { class: "cu-tip", "aria-hidden": "true" });
    this.picture = element("div", { class: "cu-picture", role: "group", "aria-label": frame.alt },
      this.canvas, this.tip);
    this.readouts = element("div", { class: "cu-readouts" });
    this.controls = {};
    const rows = frame.controls.map((control) => {
      const made = makeControl(control, (name, value, isMoving) => this.set({ [name]: value }, isMoving));
      this.controls[control.name] = made;
      return made.node;
    });
    const buttons = frame.buttons.map(({ name, label, tooltip }) =>
      element("button", { type: "button", title: tooltip,
        onclick: () => this.link.ask({ press: name, rest: true }) }, label));
    this.playing = new Playing(frame.plays, this);
    buttons.unshift(...this.playing.nodes);
    this.note = element("p", { class: "cu-note" });
    this.problem = element("p", { class: "cu-problem", role: "alert" });
    this.said = element("p", { class: "cu-said", role: "status" });
    this.narrowest = Math.max(0, ...frame.panes.map((pane) => pane.narrowest));
    if (this.narrowest) {
      Object.assign(this.picture.style, { flexBasis: `${this.narrowest}px`,
        maxWidth: `${Math.max(800, this.narrowest)}px` });
    }
    const side = element("div", { class: "cu-side" }, this.readouts, this.said,
      element("div", { class: "cu-buttons" }, ...buttons), ...rows,
      element("p", { class: "cu-hint" }, frame.hint), this.note, this.problem);
    this.root.classList.add("cu-stage");
    this.root.setAttribute("data-lm-suppress-shortcuts", "true");
    listenToKeys(this.root, (node, event) => node.it && this.handles.press(node, event), signal);
    this.root.append(this.picture, side);
    this.spare = document.createElement("canvas");
  }

  end() {
    clearTimeout(this.timer);
    this.contact.end();
    this.link.end();
    this.playing.stop();
  }

  // The kernel is gone, or busy, or has answered (then there is no text).
  hearOfKernel(text, isLost) {
    if (isLost) {
      this.link.forget();
      this.playing.stop();
    }
    if (text === this.aside.text) return;
    this.aside = { text, isLost };
    this.tellWhoDraws();
  }

  tellWhoDraws() {
    const { text, isLost } = this.aside;
    write(this.note, (!isLost && text) || this.scene.note);
    write(this.problem, (isLost && text) || this.scene.problem);
  }

  takeSample() {
    const { table, losses, ...rest } = decode(this.model.get("sample"));
    this.sample = { ...rest, table: table?.data, losses: losses?.data };
  }

  // A scene has come. Where the student has moved on meanwhile, what follows the sample stays.
  take() {
    const scene = decode(this.model.get("scene"), this.scene);
    const [view, n] = scene.answers;
    const isMine = view === this.view;
    const isLatest = isMine ? this.link.answered(n) : !this.link.isBusy;
    if (!this.link.isBusy) this.contact.answered();
    const before = this.scene;
    this.scene = scene;
    if (isLatest) this.params = { ...scene.params };
    else if (this.isSampled) follow(this.sample, this.params, scene, this.panes);
    else if (before) scene.handles = before.handles;
    if (isLatest) this.pulled = null;
    else if (before) this.keepTouched(before);
    this.isFinal = isLatest && scene.rest;
    this.show();
    if (isMine && this.playing.isOn) this.playing.goOn(scene.playing);
    else if (isLatest && !scene.rest) this.rest();
  }

  // What is under the hand stays under it: ink, and the point that is pulled.
  keepTouched(before) {
    for (const layer of this.scene.layers) {
      const [name, index, to] = this.pulled ?? [];
      if (layer.kind === "points" && name && layer.name === name && index < layer.xy.shape[0]) {
        layer.xy.data.set(to, 2 * index);
      }
      const old = before.layers.find((each) => each.kind === "pad" && each.name === layer.name);
      if (layer.kind === "pad" && old) layer.strokes = old.strokes;
    }
  }

  get isSampled() {
    return Boolean(this.sample?.kind) && this.scene.sampled;
  }

  show() {
    const { scene } = this;
    for (const [name, control] of Object.entries(this.controls)) control.show(this.params[name]);
    showReadouts(this.readouts, scene.readouts);
    this.tellWhoDraws();
    this.said.classList.toggle("cu-told", scene.tells);
    if (scene.tells) write(this.said, scene.said);
    else if (scene.rest) write(this.said, `${scene.said} ${scene.note}`.trim());
    this.redraw();
  }

  redraw() {
    if (this.isDue) return;
    this.isDue = true;
    requestAnimationFrame(() => {
      this.isDue = false;
      if (this.root.isConnected) this.paint();
    });
  }

  paint() {
    const shown = this.wide ?? Math.floor(this.picture.clientWidth);
    if (shown < 20) return;
    const width = Math.max(shown, this.narrowest);
    this.picture.classList.toggle("cu-wide", width > shown);
    if (this.layout?.width !== width) this.layout = place(this.panes, width);
    this.theme ??= themed(behind(this.root));
    this.root.style.setProperty("--cu-paper", this.theme.named.paper);
    const ratio = Math.max(1, window.devicePixelRatio || 1);
    const [wide, high] = [width, this.layout.height].map((each) => Math.round(each * ratio));
    if (this.canvas.width !== wide || this.canvas.height !== high) {
      this.canvas.width = wide;
      this.canvas.height = high;
    }
    Object.assign(this.canvas.style, { height: `${this.layout.height}px`,
      width: width > shown ? `${width}px` : "" });
    const now = performance.now();
    const isCalm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const share = (layer) => (isCalm ? 1 : this.pulses.share(layer, now));
    const look = { ctx: this.canvas.getContext("2d"), ratio, theme: this.theme, spare: this.spare,
      share };
    draw(look, this.panes, this.layout, this.scene);
    this.handles.show(this.scene, this.panes, this.layout);
    if (!isCalm && this.pulses.areRunning(this.scene.layers, now)) this.redraw();
  }

  // Parameters get these values: drawn from the sample at once, and asked of Python.
  set(values, isMoving) {
    const wanted = kept(values, this.frame.bounds);
    Object.assign(this.params, wanted);
    for (const name of Object.keys(wanted)) this.controls[name]?.show(this.params[name]);
    if (this.isSampled) {
      follow(this.sample, this.params, this.scene, this.panes);
      this.redraw();
    }
    // Where the page draws by itself, Python need not be asked about every move.
    this.link[this.isSampled && isMoving ? "askLater" : "ask"]({ set: wanted, rest: !isMoving });
  }

  rest() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      const isIdle = !this.link.isBusy && !this.playing.isOn; // what plays rests at its end
      if (isIdle && !this.isFinal) this.link.ask({ rest: true });
    }, RESTS);
  }

  act = {
    grab: (handle, pull, at) => {
      Object.assign(pull, { from: at, params: { ...this.params }, base: [...handle.at],
        foot: handle.foot });
      this.handles.focus(handle.name);
    },
    drag: ({ name }, pull, at) => {
      const handle = this.scene.handles.find((each) => each.name === name);
      if (handle) this.follow(handle, pull, this.target(handle, pull, at), true);
    },
    pull: (handle, to, isMoving) => {
      const from = { params: { ...this.params }, from: handle.at, base: handle.at, foot: handle.foot };
      this.follow(handle, from, to, isMoving);
    },
    grabPoint: (layer, index) => {
      this.handles.choose(layer, index);
      this.handles.focus(`points ${layer.name}`);
    },
    pullPoint: (layer, index, [x, y], isMoving) => {
      const now = this.scene.layers.find((each) => each.name === layer.name);
      if (!now || index >= now.xy.shape[0]) return;
      const pane = this.panes.find((each) => each.name === layer.pane);
      const to = [clamp(x, ...pane.x), clamp(y, ...pane.y)];
      this.pulled = [layer.name, index, to];
      now.xy.data.set(to, 2 * index);
      this.redraw();
      this.link.ask({ drag: { [layer.name]: [index, ...to] }, rest: !isMoving });
    },
    addPoint: (layer, at) => this.link.ask({ add: [layer?.name ?? "", ...at], rest: true }),
    removePoint: (layer, index) => this.link.ask({ remove: [layer.name, index], rest: true }),
    ink: ({ name }, at, isNew) => {
      const pad = this.scene.layers.find((each) => each.kind === "pad" && each.name === name);
      const to = at.map((each) => Number(clamp(each, 0, pad.size).toFixed(2)));
      if (isNew || !pad.strokes.length) pad.strokes.push([to]);
      else pad.strokes.at(-1).push(to);
      this.redraw();
      this.link.ask({ ink: [[isNew ? 1 : 0, ...to]], rest: false });
    },
    again: () => this.redraw(),
    rest: () => this.rest(),
  };

  target(handle, pull, at) {
    if (handle.moves === "offset" || handle.moves === "dial") return at;
    return pull.base.map((each, i) => each + at[i] - pull.from[i]);
  }

  follow(handle, { params, from, base, foot }, to, isMoving) {
    const pane = this.panes.find((each) => each.name === handle.pane);
    const here = [clamp(to[0], ...pane.x), clamp(to[1], ...pane.y)];
    handle.at = stands(handle, here);
    if (handle.moves === "told") {
      this.link.ask({ pull: { [handle.name]: here }, rest: !isMoving });
      this.redraw();
      return;
    }
    const wanted = kept(GESTURES[handle.moves](params, handle, here, from, foot), this.frame.bounds);
    if (handle.moves === "dial") {
      const [name] = handle.sets;
      handle.at = turned(handle, params[name], wanted[name], base);
    }
    this.set(wanted, isMoving);
    this.redraw();
  }

  read(pane, x, y) {
    return valueAt(this.scene, pane, x, y);
  }

  hover(text, left = 0, top = 0) {
    this.tip.textContent = text;
    this.tip.style.display = text ? "block" : "none";
    const over = left > this.picture.clientWidth - 170;
    this.tip.style.transform =
      `translate(${left + (over ? -12 : 14)}px, ${top + 14}px)${over ? " translateX(-100%)" : ""}`;
  }
}

function render({ model, el, signal }) {
  const ends = new AbortController();
  signal?.addEventListener("abort", () => ends.abort());
  const root = document.createElement("div");
  el.append(root);
  new Stage(model, root, ends.signal);
  return () => ends.abort();
}

export default { render };
