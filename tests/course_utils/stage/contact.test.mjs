// What the page says of a kernel that is busy, gone, or back.

import assert from "node:assert/strict";
import { test } from "node:test";

const at = (name) => new URL(`../../../course_utils/stage/static/${name}.js`, import.meta.url);
const { BUSY, Contact, LOST } = await import(at("contact"));
const { Link } = await import(at("link"));

// A kernel that hears, or is not there; and what was said of it.
function reached() {
  const kernel = { heard: [], isThere: true, said: [] };
  kernel.contact = new Contact((message) => {
    if (!kernel.isThere) throw new Error("Cannot send");
    kernel.heard.push(message);
  }, (text, isLost) => kernel.said.push([text, isLost]));
  return kernel;
}

// Lets seconds pass, one by one.
function clock(it) {
  it.mock.timers.enable({ apis: ["setTimeout"] });
  return (seconds) => {
    for (let k = 0; k < seconds; k += 1) it.mock.timers.tick(1000);
  };
}

test("nothing is said of a kernel that answers in time", (it) => {
  const pass = clock(it);
  const { contact, heard, said } = reached();
  contact.send({ n: 1 });
  pass(1);
  contact.answered();
  pass(60);
  assert.deepEqual(heard, [{ n: 1 }]);
  assert.deepEqual(said, [["", false]]);
});

test("a busy kernel is said to be busy, and asked ever less often", (it) => {
  const pass = clock(it);
  const { contact, heard, said } = reached();
  contact.send({ n: 1 });
  pass(600);
  assert.deepEqual(said[0], [BUSY, false]);
  assert.ok(heard.length > 3 && heard.length < 12, `${heard.length}`);
  assert.ok(heard.slice(1).every((each) => each.still));
  contact.answered();
  assert.deepEqual(said.at(-1), ["", false]);
});

test("a kernel that is gone is said to be gone, when asked or while waited for", (it) => {
  const pass = clock(it);
  const gone = reached();
  gone.isThere = false;
  gone.contact.send({ n: 1 });
  assert.deepEqual(gone.said, [[LOST, true]]);
  const died = reached();
  died.contact.send({ n: 1 });
  died.isThere = false;
  pass(600);
  assert.deepEqual(died.said, [[LOST, true]]);
});

test("whether a kernel is there is seen at once when its page hears of a change", () => {
  const { contact, heard, said } = reached();
  contact.look();
  assert.deepEqual([heard, said], [[{ still: true }], [["", false]]]);
  const gone = reached();
  gone.isThere = false;
  gone.contact.look();
  gone.isThere = true;
  gone.contact.look();
  assert.deepEqual(gone.said, [[LOST, true], ["", false]]);
});

test("a link without a kernel forgets what it was asked, and asks anew when one is back", () => {
  const sent = [];
  const link = new Link((message) => sent.push(message));
  link.ask({ set: { w1: 1 }, rest: false });
  link.ask({ set: { w1: 2 }, rest: false });
  link.forget();
  assert.equal(link.isBusy, false);
  link.ask({ set: { w1: 3 }, rest: false });
  assert.deepEqual(sent.map((each) => each.set.w1), [1, 3]);
  assert.equal(link.answered(2), true);
});
