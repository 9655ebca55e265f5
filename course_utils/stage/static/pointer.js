// Mouse, pen and finger on the picture: what is under them is dragged, an empty place is clicked.

import { hit, paneAt } from "./hit.js";
import { inside, toData } from "./scale.js";

const FINGER = 10; // CSS pixels by which everything is larger for a finger
const STILL = 5; // a press that moves less is a click

// `stage` has scene, panes, layout, link, act, handles and hover(text, left, top).
export function listen(canvas, stage, signal) {
  let pull = null;
  const place = (event) => {
    const { left, top } = canvas.getBoundingClientRect();
    return [event.clientX - left, event.clientY - top];
  };
  const under = (event, [left, top]) => hit(stage.scene, stage.panes, stage.layout, left, top,
    event.pointerType === "touch" || event.touches ? FINGER : 0);
  const padAt = ([left, top]) => {
    const pane = paneAt(stage.panes, stage.layout, left, top);
    return pane && stage.scene.layers.find((each) => each.kind === "pad" && each.pane === pane.name);
  };
  const data = (name, [left, top]) =>
    toData(stage.panes.find((each) => each.name === name), stage.layout.boxes[name], left, top);
  const on = (target, name, hear, options = {}) =>
    target.addEventListener(name, hear, { signal, ...options });

  // A finger on something that moves does not scroll the page.
  on(canvas, "touchstart", (event) => {
    const at = place(event.touches[0]);
    if (under(event, at) || padAt(at)) event.preventDefault();
  }, { passive: false });

  on(canvas, "pointerdown", (event) => {
    if (event.button !== 0) return;
    const at = place(event);
    const pad = padAt(at);
    const found = pad ? { pad } : under(event, at);
    pull = { start: at, found, isMoved: false, id: event.pointerId, shift: [0, 0] };
    if (found?.handle) stage.act.grab(found.handle, pull, data(found.handle.pane, at));
    else if (found?.points) stage.act.grabPoint(found.points, found.index);
    else if (pad) stage.act.ink(pad, data(pad.pane, at), true);
    if (found) {
      canvas.setPointerCapture(event.pointerId);
      event.preventDefault();
    }
  });

  // Browsers keep moves back until their next frame; where nothing is asked for, Python hears of
  // what is pulled at once.
  on(canvas, "pointerrawupdate", (event) => {
    const isPulled = pull?.isMoved && (pull.found?.handle || pull.found?.points);
    if (isPulled && event.pointerId === pull.id && !stage.link.isBusy) move(event);
  });
  on(canvas, "pointermove", (event) => {
    if (event.pointerId === pull?.id && !event.buttons) pull = null; // let go of elsewhere
    if (!pull) look(event, place(event));
    else if (event.pointerId === pull.id) move(event);
  });

  function move(event) {
    const at = place(event);
    if (`${at}` === pull.last && !pull.found?.pad) return;
    pull.last = `${at}`;
    pull.isMoved ||= Math.hypot(at[0] - pull.start[0], at[1] - pull.start[1]) > STILL;
    const { found } = pull;
    stage.hover("");
    if (found?.pad) {
      for (const each of event.getCoalescedEvents?.() ?? [event]) {
        stage.act.ink(found.pad, data(found.pad.pane, place(each)), false);
      }
    } else if (found && pull.isMoved) {
      if (found.handle) stage.act.drag(found.handle, pull, data(found.handle.pane, at));
      else stage.act.pullPoint(found.points, found.index, data(found.points.pane, at), true);
    }
  }

  const end = (event) => {
    if (!pull || event.pointerId !== pull.id) return;
    const { found, isMoved } = pull;
    const at = place(event);
    pull = null;
    if (event.type === "pointercancel") return;
    if (found?.points && isMoved && !inside(stage.layout.boxes[found.points.pane], ...at, 12)) {
      stage.act.removePoint(found.points, found.index);
    } else if (!found && !isMoved) {
      const pane = paneAt(stage.panes, stage.layout, ...at);
      const layer = pane && stage.scene.layers.find((each) => each.adds && each.pane === pane.name);
      if (layer) stage.act.addPoint(null, data(pane.name, at));
    }
    stage.act.rest();
  };
  on(canvas, "pointerup", end);
  on(canvas, "pointercancel", end);
  on(canvas, "pointerleave", () => stage.hover(""));

  function look(event, at) {
    const found = under(event, at);
    canvas.style.cursor = found ? "grab" : padAt(at) ? "crosshair" : "default";
    const pane = paneAt(stage.panes, stage.layout, ...at);
    stage.hover(pane ? stage.read(pane, ...data(pane.name, at)) : "", ...at);
  }
}
