// Between page and kernel: one message under way at a time, the latest wish waits behind it.

// Arrays come as {shape, bytes}: bytes is a view of float32, little-endian (a DataView from a kernel
// on a server, an array of bytes from one in the browser). An array that is as it was `before` is
// the same object again.
export function decode(value, before) {
  if (Array.isArray(value)) return value.map((each, k) => decode(each, before?.[k]));
  if (value === undefined) return null; // what a browser's own Python makes of None
  if (value === null || typeof value !== "object" || ArrayBuffer.isView(value)) return value;
  if (ArrayBuffer.isView(value.bytes)) {
    const { buffer, byteOffset, byteLength } = value.bytes;
    const data = new Float32Array(buffer.slice(byteOffset, byteOffset + byteLength));
    return isSame(data, value.shape, before) ? before : { shape: value.shape, data };
  }
  const parts = Object.entries(value);
  return Object.fromEntries(parts.map(([name, each]) => [name, decode(each, before?.[name])]));
}

function isSame(data, shape, before) {
  if (before?.data?.length !== data.length || `${before.shape}` !== `${shape}`) return false;
  return data.every((each, k) => Object.is(each, before.data[k]));
}

const MOVES = ["set", "drag", "pull", "ink"];
const isMove = (wish) => Object.keys(wish).every((key) => MOVES.includes(key) || key === "rest");

// One wish out of two, the later one behind: what was moved twice is where it was moved last.
export function merged(one, other) {
  const both = { ...one, rest: other.rest };
  if (one.set || other.set) both.set = { ...one.set, ...other.set };
  if (one.drag || other.drag) both.drag = { ...one.drag, ...other.drag };
  if (one.pull || other.pull) both.pull = { ...one.pull, ...other.pull };
  if (one.ink || other.ink) both.ink = [...(one.ink ?? []), ...(other.ink ?? [])];
  return both;
}

const PAUSE = 80; // milliseconds by which a wish may be late that need not be asked at once

export class Link {
  // `send(message)` goes to the kernel, which answers with a scene that carries message.n.
  constructor(send) {
    this.send = send;
    this.waiting = [];
    this.asked = 0;
    this.underWay = 0;
    this.later = null;
  }

  // Ask within a moment; what is asked meanwhile is asked together with it.
  askLater(wish) {
    this.later = this.later ? merged(this.later, wish) : wish;
    this.timer ??= setTimeout(() => this.flush(), PAUSE);
  }

  flush() {
    this.end();
    const { later } = this;
    this.later = null;
    if (later) this.put(later);
    this.next();
  }

  end() {
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  // Ask for something: {set: {name: value}}, {drag: {layer: [index, x, y]}}, {press: name} and so on.
  ask(wish) {
    this.flush();
    this.put(wish);
    this.next();
  }

  put(wish) {
    const last = this.waiting.at(-1);
    if (last && isMove(last) && isMove(wish)) this.waiting[this.waiting.length - 1] = merged(last, wish);
    else this.waiting.push(wish);
  }

  // The kernel has answered message n. Is nothing newer asked for?
  answered(n) {
    if (n >= this.underWay) this.underWay = 0;
    const isLatest = n >= this.asked && this.waiting.length === 0 && !this.later;
    this.next();
    return isLatest;
  }

  // Nobody is there to answer: nothing is asked for any more.
  forget() {
    this.end();
    Object.assign(this, { waiting: [], underWay: 0, later: null });
  }

  get isBusy() {
    return this.underWay > 0 || this.waiting.length > 0 || this.later !== null;
  }

  next() {
    if (this.underWay || !this.waiting.length) return;
    this.asked += 1;
    this.underWay = this.asked;
    this.send({ n: this.asked, ...this.waiting.shift() });
  }
}
