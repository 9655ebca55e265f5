// An extension of JupyterLab, as it loads one: this file, with nothing to build.
(() => {
  const plugin = {
    id: 'deep-learning-workbook-browser:bar',
    autoStart: true,
    activate: async app => {
      const base = new URL('../', document.baseURI).pathname;
      const { start } = await import(`${base}lesson.js`);
      await start(app, base);
    }
  };
  window._JUPYTERLAB = window._JUPYTERLAB || {};
  window._JUPYTERLAB['deep-learning-workbook-browser'] = {
    init: () => {},
    get: async () => () => ({ __esModule: true, default: plugin })
  };
})();
