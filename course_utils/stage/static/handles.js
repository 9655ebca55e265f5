// Handles as elements of the page: they take the focus, the arrow keys, and are spoken.

import { element } from "./controls.js";
import { stride } from "./gestures.js";
import { print, toPixel } from "./scale.js";

export class Handles {
  // `act` has pull(handle, to, isMoving), pullPoint(layer, index, to, isMoving),
  // addPoint(layer, at), removePoint(layer, index) and ink(layer, at, isNew).
  constructor(picture, act) {
    this.picture = picture;
    this.act = act;
    this.nodes = new Map();
    this.chosen = {}; // of each layer of points: the one that the keys move
    this.pen = { at: null, isDown: false };
  }

  // Put every element where its handle is.
  show(scene, panes, layout) {
    const asked = new Map(scene.handles.map((handle) => [handle.name, { handle }]));
    for (const layer of scene.layers) {
      if (layer.kind === "points" && layer.name) asked.set(`points ${layer.name}`, { layer });
      if (layer.kind === "pad") asked.set(`pad ${layer.name}`, { pad: layer });
    }
    for (const [name, node] of this.nodes) {
      if (!asked.has(name)) {
        node.remove();
        this.nodes.delete(name);
      }
    }
    for (const [name, it] of asked) {
      const node = this.nodes.get(name) ?? this.make(name);
      node.it = it;
      this.describe(node, it, panes, layout);
    }
  }

  // The keys move this point of the layer from now on; returns its index.
  choose(layer, index) {
    this.chosen[layer.name] = Math.max(0, Math.min(index, layer.xy.shape[0] - 1));
    return this.chosen[layer.name];
  }

  focus(name) {
    this.nodes.get(name)?.focus({ preventScroll: true });
  }

  make(name) {
    const node = element("div", { class: "cu-handle", tabindex: "0" });
    this.picture.append(node);
    this.nodes.set(name, node);
    return node;
  }

  describe(node, { handle, layer, pad }, panes, layout) {
    let at;
    let pane;
    const say = (attributes) => {
      for (const [name, value] of Object.entries(attributes)) {
        if (node.getAttribute(name) !== String(value)) node.setAttribute(name, value);
      }
    };
    if (handle) {
      ({ at, pane } = handle);
      const isUpright = !handle.sets[0] && Boolean(handle.sets[1]);
      const now = at[isUpright ? 1 : 0];
      const ends = panes.find((each) => each.name === pane)[isUpright ? "y" : "x"];
      say({ role: "slider", "aria-label": handle.label, "aria-valuetext": handle.said,
        "aria-valuenow": now, "aria-valuemin": Math.min(now, ...ends),
        "aria-valuemax": Math.max(now, ...ends), title: handle.label });
      if (isUpright || (handle.sets[0] && !handle.sets[1])) {
        say({ "aria-orientation": isUpright ? "vertical" : "horizontal" });
      }
      node.dataset.look = handle.look;
    } else if (layer) {
      const total = layer.xy.shape[0];
      const chosen = this.choose(layer, this.chosen[layer.name] ?? 0);
      at = total ? [layer.xy.data[2 * chosen], layer.xy.data[2 * chosen + 1]] : [0, 0];
      ({ pane } = layer);
      const said = total ? layer.said[chosen] ?? at.map((v) => print(v, 2)).join(", ") : "none";
      say({ role: "slider", "aria-label": `${layer.name}: arrow keys move, Page Up and Page Down `
        + "choose, Insert adds, Delete removes", "aria-valuenow": chosen + 1,
        "aria-valuemin": 1, "aria-valuemax": Math.max(1, total),
        "aria-valuetext": `${chosen + 1} of ${total}: ${said}` });
      node.dataset.look = "point";
    } else {
      ({ pane } = pad);
      at = this.pen.at ?? [pad.size / 2, pad.size / 2];
      say({ role: "slider", "aria-label": `${pad.name}: arrow keys move the pen, Space lowers and `
        + "lifts it", "aria-valuenow": Math.round(at[0]), "aria-valuemin": 0,
        "aria-valuemax": pad.size,
        "aria-valuetext": `pen ${this.pen.isDown ? "down" : "up"} at ${at.map(Math.round).join(", ")}` });
      node.dataset.look = this.pen.isDown ? "pen" : "point";
    }
    const shown = panes.find((each) => each.name === pane);
    const [left, top] = toPixel(shown, layout.boxes[pane], ...at);
    node.style.transform = `translate(${left.toFixed(1)}px, ${top.toFixed(1)}px)`;
  }

  // Whether a key means something for the handle that has the focus; then it is done.
  press(node, event) {
    const { handle, layer, pad } = node.it;
    if (event.ctrlKey || event.metaKey || event.altKey) return false;
    if (handle) return this.pressHandle(handle, event);
    return layer ? this.pressPoint(layer, event) : this.pressPen(pad, event);
  }

  pressHandle(handle, event) {
    const to = stride(event.key, handle.at, handle.step, event.shiftKey);
    if (to) this.act.pull(handle, to, false);
    return to !== null;
  }

  pressPoint(layer, event) {
    const { data, shape: [total] } = layer.xy;
    const chosen = this.choose(layer, this.chosen[layer.name] ?? 0);
    const at = [data[2 * chosen], data[2 * chosen + 1]];
    const to = total ? stride(event.key, at, 0.1, event.shiftKey) : null;
    if (to) this.act.pullPoint(layer, chosen, to, false);
    else if (event.key === "PageUp" || event.key === "PageDown") {
      const next = chosen + (event.key === "PageUp" ? -1 : 1) + total;
      this.choose(layer, total ? next % total : 0);
      this.act.again();
    } else if (event.key === "Delete" || event.key === "Backspace") {
      if (total) this.act.removePoint(layer, chosen);
    } else if (event.key === "Insert" || event.key === "Enter") {
      this.act.addPoint(layer, total ? [at[0] + 0.3, at[1] + 0.3] : [0, 0]);
    } else return false;
    return true;
  }

  pressPen(pad, event) {
    const { pen } = this;
    pen.at ??= [pad.size / 2, pad.size / 2];
    const to = stride(event.key, pen.at, 0.5, event.shiftKey);
    if (to) {
      pen.at = to.map((each) => Math.min(pad.size, Math.max(0, each)));
      if (pen.isDown) this.act.ink(pad, pen.at, false);
    } else if (event.key === " ") {
      pen.isDown = !pen.isDown;
      if (pen.isDown) this.act.ink(pad, pen.at, true);
    } else return false;
    this.act.again();
    return true;
  }
}
