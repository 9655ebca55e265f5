"use strict";

const csrf = document.body.dataset.csrf;
const said = document.getElementById("said");
let saidUntil = 0;

function say(text) {
  said.textContent = text;
  clearTimeout(saidUntil);
  saidUntil = setTimeout(() => { said.textContent = ""; }, 8000);
}

// Every change carries the session's token.
document.addEventListener("htmx:configRequest", (event) => {
  event.detail.headers["X-CSRF-Token"] = csrf;
});
document.addEventListener("htmx:responseError", (event) => say(event.detail.xhr.responseText.trim()));
document.addEventListener("htmx:sendError", () => say("The desk does not answer. What you typed is still here: start it again, then give the mark."));

async function post(address, fields) {
  const body = new URLSearchParams(fields);
  const headers = { "X-CSRF-Token": csrf, "HX-Request": "true" };
  return fetch(address, { method: "POST", body, headers });
}

// ---- What is typed is kept -----------------------------------------------------------------

const waiting = new Map(); // form → timer

function keep(form, leaving) {
  clearTimeout(waiting.get(form));
  waiting.delete(form);
  const fields = new FormData(form);
  for (const name of ["also", "seen", "second", "student", "id", "lesson", "cell"]) fields.delete(name);
  fields.set("place", form.dataset.draft);
  fields.set("csrf", csrf);
  return fetch("/draft", { method: "POST", body: new URLSearchParams(fields), keepalive: leaving }).catch(() => {});
}

document.addEventListener("input", (event) => {
  const form = event.target.closest && event.target.closest("form[data-draft]");
  if (!form) return;
  clearTimeout(waiting.get(form));
  waiting.set(form, setTimeout(() => keep(form, false), 300));
});

function keepAll() {
  for (const form of [...waiting.keys()]) keep(form, true);
}
window.addEventListener("pagehide", keepAll);
document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") keepAll(); });
document.addEventListener("submit", (event) => {
  clearTimeout(waiting.get(event.target));
  waiting.delete(event.target);
});

// ---- What is wider than its place is scrolled by keyboard, too ------------------------------

function reachable() {
  for (const each of document.querySelectorAll("main pre")) {
    if (each.scrollWidth > each.clientWidth || each.scrollHeight > each.clientHeight) each.tabIndex = 0;
  }
}
reachable();
document.addEventListener("toggle", reachable, true);
document.addEventListener("htmx:afterSwap", reachable);
window.addEventListener("resize", reachable);

// ---- Marking -------------------------------------------------------------------------------

const marking = document.querySelector(".marking");

function giveForm() { return document.querySelector("form.give"); }

async function ask(what, fields) {
  const form = giveForm();
  await Promise.all([...waiting.keys()].map((each) => keep(each, false)));
  htmx.ajax("POST", `${marking.dataset.here}/${what}${marking.dataset.named}`, {
    target: "#card", values: { key: form ? form.elements.key.value : "", ...fields },
  });
}

function addUp(form) {
  const items = [...form.querySelectorAll("[name=chosen]")];
  const largest = Number(marking.dataset.points);
  const takenOff = items.length > 0 && items.every((item) => Number(item.dataset.points) <= 0);
  const chosen = items.filter((item) => item.checked).map((item) => Number(item.dataset.points));
  const sum = (takenOff ? largest : 0) + chosen.reduce((a, b) => a + b, 0);
  form.elements.points.value = String(Math.round(1000 * Math.min(largest, Math.max(0, sum))) / 1000);
}

async function undo() {
  const answer = await post("/undo", {});
  say((await answer.text()).trim());
  const key = answer.headers.get("desk-key");
  if (answer.ok && marking) {
    if (key && answer.headers.get("desk-at") === marking.dataset.here) ask("look", { key });
    else ask("next");
  }
  if (answer.ok && !marking) location.reload();
}

const deeds = {
  s: () => ask("skip"),
  b: () => ask("back"),
  u: undo,
  f: () => {
    const form = giveForm();
    const off = form.elements.off && form.elements.off.value;
    ask("flag", off ? { off: "yes" } : { note: form.elements.comment.value });
  },
  c: () => giveForm().elements.comment.focus(),
  p: () => giveForm().elements.points.select(),
};

if (marking) {
  // Enter may come before htmx has seen a new card; the browser itself would load the page anew.
  document.addEventListener("submit", (event) => {
    if (!event.target.matches("form.give")) return;
    event.preventDefault();
    htmx.process(event.target);
  }, true);
  document.addEventListener("change", (event) => {
    if (event.target.name === "chosen") addUp(event.target.form);
    if (event.target.classList.contains("same")) {
      for (const box of event.target.form.querySelectorAll(".of-same")) box.checked = event.target.checked;
    }
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    if (button.dataset.key) deeds[button.dataset.key]();
    if (button.classList.contains("say")) {
      const field = giveForm().elements.comment;
      field.value = [field.value.trim(), button.dataset.text].filter(Boolean).join("\n\n");
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target.id !== "card") return;
    const first = document.querySelector("#card [data-focus]");
    if (first) first.focus({ preventScroll: true });
    window.scrollTo(0, 0);
  });
}

function isTyping(element) {
  return element.matches("textarea, select, input:not([type=checkbox])");
}

document.addEventListener("keydown", (event) => {
  if (event.altKey || event.metaKey || event.isComposing) return;
  const at = document.activeElement || document.body;
  const form = marking && giveForm();
  if (event.key === "Escape" && isTyping(at)) {
    at.blur();
    return;
  }
  if (event.key === "Enter" && event.ctrlKey && form && form.elements.points) {
    event.preventDefault();
    form.requestSubmit();
    return;
  }
  if (event.ctrlKey) return;
  const quick = form && at.form === form && at.name === "points";
  if (isTyping(at) && !(quick && event.key === "Enter")) return;
  // A key that is held down acts once.
  if (event.repeat && (event.key === "Enter" || event.key === "u" || (form && deeds[event.key]))) {
    event.preventDefault();
    return;
  }
  if (event.key === "/") {
    const search = document.getElementById("q");
    if (search) { event.preventDefault(); search.focus(); }
    return;
  }
  if (event.key === "u" && !form) { undo(); return; }
  if (!form) return;
  if (event.key === "Enter" && form.elements.points && !at.closest("a, button, summary")) {
    event.preventDefault();
    form.requestSubmit();
  } else if (/^[1-9]$/.test(event.key)) {
    const item = form.querySelectorAll("[name=chosen]")[Number(event.key) - 1];
    if (item) { item.click(); item.dispatchEvent(new Event("input", { bubbles: true })); }
  } else if (deeds[event.key] && (form.elements.points || "bu".includes(event.key))) {
    event.preventDefault();
    deeds[event.key]();
  }
});

// ---- A command that runs -------------------------------------------------------------------

const panel = document.getElementById("job");
if (panel && window.EventSource) {
  let running = false;
  let newest = "";
  // A browser opens few connections to a server: one page listens and tells the others.
  const others = new BroadcastChannel("desk-job");
  others.onmessage = (event) => {
    if (event.data) show(event.data);
    else if (newest) others.postMessage(newest);
  };
  const listen = () => new Promise(() => {
    new EventSource("/events").onmessage = (event) => {
      newest = event.data;
      others.postMessage(newest);
      show(newest);
    };
  });
  if (navigator.locks) navigator.locks.request("desk-job", listen);
  else listen();
  others.postMessage("");
  const show = (data) => {
    const job = JSON.parse(data);
    if (panel.hidden && job.code !== null && !running) return;
    running = running || job.code === null;
    panel.hidden = false;
    panel.querySelector(".command").textContent = job.command;
    const far = job.total ? `${job.done} of ${job.total}, ${job.rate}/min ${job.who}` : "";
    const ends = { 0: "done", 1: "done, with something to look at", 130: "stopped" };
    const end = job.code === null ? "at work" : ends[job.code] || "not done";
    panel.querySelector(".far").textContent = [end, far].filter(Boolean).join(": ");
    const bar = panel.querySelector("progress");
    bar.max = job.total || 1;
    bar.value = job.code === null ? job.done : bar.max;
    panel.querySelector(".lines").textContent = job.lines.join("\n");
    if (job.code !== null && running && document.querySelector(".lesson")) htmx.ajax("GET", "/attention", "#attention");
    if (job.code !== null && running && "renews" in panel.dataset) location.reload();
    if (job.code !== null) running = false;
  };
}

// ---- An archive that is dropped ------------------------------------------------------------

const drop = document.querySelector("form.drop");
if (drop) {
  for (const name of ["dragover", "dragleave", "drop"]) {
    drop.addEventListener(name, (event) => {
      event.preventDefault();
      drop.classList.toggle("over", name === "dragover");
      if (name === "drop") {
        drop.querySelector("input[type=file]").files = event.dataTransfer.files;
        drop.requestSubmit();
      }
    });
  }
}
