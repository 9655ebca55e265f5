// What a stage hears of without being touched: new pictures, another size, another theme, its end.

// `stage` has model, root, picture, contact, take(), takeSample(), redraw() and end().
export function watch(stage, signal) {
  // Is what is seen Python's last word on all that was asked, or a picture on the way to it?
  stage.root.isAtRest = () =>
    stage.isFinal && !stage.link.isBusy && !stage.playing.isOn && !stage.isDue;
  const hear = (name, then) => {
    stage.model.on(name, then);
    signal.addEventListener("abort", () => stage.model.off(name, then));
  };
  hear("change:scene", () => stage.take());
  hear("change:sample", () => stage.takeSample());
  // The kernel was restarted, or is back: the next message tells which.
  hear("comm_live_update", () => setTimeout(() => stage.contact.look()));
  const again = () => {
    stage.theme = null;
    stage.redraw();
  };
  const size = new ResizeObserver(() => {
    stage.wide = Math.floor(stage.picture.clientWidth);
    // as the style sheet breaks the line: picture, gap, controls
    const needed = (stage.narrowest || 440) + 18 + 250 + 4;
    stage.root.classList.toggle("cu-below", stage.root.offsetWidth < needed);
    stage.redraw();
  });
  size.observe(stage.picture);
  size.observe(stage.root);
  const theme = new MutationObserver(again);
  theme.observe(document.body, { attributes: true });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", again, { signal });
  signal.addEventListener("abort", () => {
    size.disconnect();
    theme.disconnect();
    stage.end();
  });
}
