// The line above a lesson: where the work is kept, what Python is doing, what a browser cannot do.

import { Kept } from './kept.js';
import { words } from './said.js';
import { about, besides, download, open } from './work.js';

const LONG = 10_000; // milliseconds after which a cell is said to run for long
const LOOK = 500;
const LAST = 'workbook: how long Python took to start';
const KEPT = 'Your work is kept in this browser only.';

function element(tag, properties, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
}

class Bar {
  constructor(app, base, site) {
    Object.assign(this, { app, base, site, told: null, newer: [], kept: new Kept(app, base) });
    this.said = element('span', { role: 'status' });
    this.clock = element('span', { className: 'clock', ariaHidden: 'true' }); // not to be read out
    this.restart = element('button', { className: 'restart', textContent: 'Restart', hidden: true });
    this.newEdition = element('a', { textContent: 'Open the new edition', hidden: true });
    this.file = element('input', { type: 'file', accept: '.zip,.ipynb', hidden: true });
    const get = element('button', { className: 'work', textContent: 'Download my work' });
    const put = element('button', { className: 'work', textContent: 'Open my work' });
    const home = element('a', { href: this.base, textContent: 'All lessons' });
    this.node = element('div', { className: 'workbook-bar' },
      home, this.clock, this.said, this.restart, this.newEdition, get, put, this.file);
    this.restart.addEventListener('click', () => this.attempt(() => this.startAgain()));
    get.addEventListener('click', () => this.attempt(() => this.download()));
    put.addEventListener('click', () => this.file.click());
    this.file.addEventListener('change', () => this.attempt(() => this.open()));
  }

  // What is said until `seconds` are over, whatever Python does meanwhile.
  tell(text, seconds = 12) {
    this.told = { text, until: Date.now() + 1000 * seconds };
    this.show();
  }

  async attempt(action) {
    try {
      await action();
    } catch (error) {
      this.tell(`That does not work: ${words(error, 'the file cannot be read')}.`);
    } finally {
      this.file.value = ''; // so that the same file can be chosen again
    }
  }

  async download() {
    const made = await download(this.base, this.site, await this.kept.unsaved());
    const link = element('a', { href: URL.createObjectURL(made.blob), download: made.name });
    document.body.append(link);
    link.click();
    link.remove();
    this.tell(`${made.name}: ${made.lessons} lesson${made.lessons === 1 ? '' : 's'}. Hand in this file as it is.`);
  }

  async open() {
    await this.kept.unsaved();
    const { opened, kept } = await open(this.base, this.site, this.file.files[0]);
    const beside = kept.length ? ` What was here is kept beside it: ${kept.join(', ')}.` : '';
    sessionStorage.setItem('workbook: said', `Opened: ${opened.join(', ')}.${beside}`);
    for (const widget of this.app.shell.widgets('main')) await widget.context?.revert?.();
    location.reload();
  }

  get panel() {
    const widget = this.app.shell.currentWidget;
    return widget?.sessionContext ? widget : null;
  }

  // The cells that run. What Python says of itself is not enough: after a message of a slider that
  // came before, it says that it has nothing to do while a cell still runs.
  get running() {
    const cells = this.panel?.content?.widgets ?? [];
    return cells.map(cell => cell.model).filter(model => model.executionState === 'running');
  }

  async startAgain() {
    await this.panel.sessionContext.session.kernel.restart();
  }

  show() {
    const python = this.python ?? {};
    const newer = this.newer.find(each => each.path === this.panel?.context?.path);
    const told = this.told && Date.now() < this.told.until ? this.told.text : '';
    const changed = newer ? 'This lesson has changed since you began; yours is as you left it.' : '';
    const wrong = this.kept.warning(this.panel?.context?.path);
    const text = python.warn || told || python.says || wrong || changed || KEPT;
    if (this.said.textContent !== text) this.said.textContent = text;
    this.clock.textContent = python.says && text === python.says ? python.clock : '';
    this.said.classList.toggle('warn', text === python.warn || text === wrong);
    this.restart.hidden = !python.warn;
    this.newEdition.hidden = !newer;
    if (newer) {
      this.newEdition.href = `${this.base}notebooks/index.html?path=${encodeURIComponent(newer.beside)}`;
    }
  }
}

// Follows the Python of the notebook in front: when it starts, and when a cell does not end.
class Python {
  constructor(bar) {
    this.bar = bar;
    this.kernels = new Map();
  }

  look() {
    const kernel = this.bar.panel?.sessionContext?.session?.kernel;
    this.bar.python = kernel ? this.about(kernel) : {};
    this.bar.show();
  }

  about(kernel) {
    const known = this.kernels.get(kernel.id) ?? this.meet(kernel);
    const seconds = Math.round((Date.now() - known.since) / 1000);
    if (!known.ready) {
      const last = Number(localStorage.getItem(LAST));
      const usual = last ? `about ${last} seconds last time` : 'up to a minute the first time';
      const then = known.again ? 'What you wrote is still here; run the cells above again.' : 'You can read on.';
      return { says: `Python is starting (${usual}). ${then}`, clock: `${seconds} s` };
    }
    if (kernel.status !== 'busy' && !this.bar.running.length) known.busy = 0;
    else known.busy ||= Date.now();
    if (!known.busy || Date.now() - known.busy < LONG) return {};
    return {
      warn:
        'Still running after 10 seconds. A browser cannot stop a cell: if it is a loop without an end,' +
        ' restart. What you wrote stays.'
    };
  }

  meet(kernel) {
    const known = { since: 0, ready: false, busy: 0, round: 0, again: false };
    this.kernels.set(kernel.id, known);
    // The kernel answers this only when its Python is there; a restart forgets the question.
    const ask = async round => {
      while (known.round === round && !kernel.isDisposed) {
        try {
          await kernel.requestIsComplete({ code: '1' });
          if (known.round !== round) return;
          known.ready = true;
          localStorage.setItem(LAST, String(Math.round((Date.now() - known.since) / 1000)));
          return;
        } catch {
          await new Promise(resolve => setTimeout(resolve, LOOK));
        }
      }
    };
    const begin = () => {
      Object.assign(known, { since: Date.now(), ready: false, busy: 0, round: known.round + 1 });
      ask(known.round);
    };
    kernel.statusChanged.connect((_, status) => {
      if (status !== 'restarting') return;
      known.again = true;
      for (const model of this.bar.running) model.executionState = 'idle';
      begin();
    });
    begin();
    return known;
  }
}

export async function start(app, base) {
  const sheet = element('link', { rel: 'stylesheet', href: `${base}lesson.css` });
  document.head.append(sheet);
  const site = await about(base);
  const bar = new Bar(app, base, site);
  app.restored.then(async () => {
    document.body.append(bar.node);
    window.dispatchEvent(new Event('resize'));
    const before = sessionStorage.getItem('workbook: said');
    sessionStorage.removeItem('workbook: said');
    if (before) bar.tell(before, 20);
    const python = new Python(bar);
    setInterval(() => python.look(), LOOK);
    bar.newer = await besides(base, site);
  });
  app.commands.commandExecuted.connect((_, { id }) => {
    if (id.endsWith('interrupt-kernel') || id === 'kernelmenu:interrupt') {
      bar.tell('A browser cannot stop a cell. If it does not end: Kernel → Restart Kernel. What you wrote stays.');
    }
  });
}
