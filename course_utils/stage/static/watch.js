// What a stage hears of without being touched: new pictures, another size, another theme, its end.

// `stage` has model, picture, take(), takeSample(), redraw() and end().
export function watch(stage, signal) {
  const hear = (name, then) => {
    stage.model.on(`change:${name}`, then);
    signal.addEventListener("abort", () => stage.model.off(`change:${name}`, then));
  };
  hear("scene", () => stage.take());
  hear("sample", () => stage.takeSample());
  const again = () => {
    stage.theme = null;
    stage.redraw();
  };
  const size = new ResizeObserver(() => {
    stage.wide = Math.floor(stage.picture.clientWidth);
    stage.redraw();
  });
  size.observe(stage.picture);
  const theme = new MutationObserver(again);
  theme.observe(document.body, { attributes: true });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", again, { signal });
  signal.addEventListener("abort", () => {
    size.disconnect();
    theme.disconnect();
    stage.end();
  });
}
