// Whether what is written in a lesson is safe: it can be kept, was saved, and is open in one tab only.

import { keeps } from './store.js';

const EVERY = 2000; // milliseconds between two questions to other tabs
const NEAR = 3 * EVERY; // after which a tab that does not answer is taken for closed

const NOTHING =
  'This window keeps nothing (it is private, or the browser blocks it): download your work before you close it.';
const FAILED = 'Your last change is not saved: this browser has no room left. Download your work now, then clear space.';
const TWICE = 'This lesson is open in another tab too. Close one of the two: only what is saved last is kept.';

export class Kept {
  constructor(app, base) {
    this.app = app;
    this.me = Math.random().toString(36).slice(2);
    this.met = new WeakSet();
    this.failed = new Set(); // paths
    this.others = new Map(); // path → when another tab last had it open
    keeps().then(yes => { this.nothing = !yes; });
    this.channel = new BroadcastChannel(`workbook ${base}`);
    this.channel.onmessage = ({ data }) => this.hear(data);
    setInterval(() => this.look(), EVERY);
    this.look();
  }

  get open() {
    return [...this.app.shell.widgets('main')].filter(widget => widget.context?.model);
  }

  // A tab in the background has slow clocks: it answers at once, but seldom asks.
  hear({ from, path, isAnswer }) {
    if (from === this.me || !this.open.some(({ context }) => context.path === path)) return;
    this.others.set(path, Date.now());
    if (!isAnswer) this.channel.postMessage({ from: this.me, path, isAnswer: true });
  }

  look() {
    for (const { context } of this.open) {
      this.channel.postMessage({ from: this.me, path: context.path });
      if (!this.met.has(context)) this.meet(context);
    }
  }

  meet(context) {
    this.met.add(context);
    context.saveState.connect((_, state) => {
      if (state === 'failed') this.failed.add(context.path);
      if (state === 'completed') this.failed.delete(context.path);
    });
  }

  // What stands in the page and could not be saved: [{ path, content }].
  async unsaved() {
    const found = [];
    for (const { context } of this.open) {
      if (!context.model.dirty) continue;
      const isSaved = await context.save().then(() => !context.model.dirty, () => false);
      if (!isSaved) found.push({ path: context.path, content: context.model.toJSON() });
    }
    return found;
  }

  // The sentence for the lesson at this path, if something is wrong.
  warning(path) {
    if (this.nothing) return NOTHING;
    if (this.failed.has(path)) return FAILED;
    return Date.now() - (this.others.get(path) ?? 0) < NEAR ? TWICE : '';
  }
}
