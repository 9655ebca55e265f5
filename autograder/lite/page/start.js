// The page to start from: gets Python into the browser's cache, shows the lessons and the work.

import { Said, words } from './said.js';
import { keeps } from './store.js';
import { about, besides, download, open, work } from './work.js';

const base = new URL('./', location.href).pathname;
const AT_ONCE = 4;
const find = id => document.getElementById(id);
const megabytes = bytes => Math.round(bytes / 1e6);

function say(place, text, isBad = false) {
  place.textContent = text;
  place.classList.toggle('bad', isBad);
}

function element(tag, properties, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
}

function address(path, app = 'notebooks') {
  return `${base}${app}/index.html?path=${encodeURIComponent(path)}`;
}

// Fetch every file of Python once, so that the browser has it when a lesson asks for it.
async function getReady(site) {
  const [bar, said] = [find('bar'), find('said')];
  const files = Object.entries(site.python).sort((one, other) => other[1] - one[1]);
  const whole = files.reduce((sum, [, size]) => sum + size, 0);
  let here = 0;
  const show = () => { bar.value = here / Math.max(whole, 1); };
  say(said, `Getting Python ready, ${megabytes(whole)} MB. You can open a lesson and begin to read.`);
  const next = async () => {
    for (let file = files.shift(); file; file = files.shift()) {
      const answer = await fetch(base + file[0]);
      if (!answer.ok) throw new Said(`${file[0]} cannot be had (${answer.status})`);
      const reader = answer.body.getReader();
      for (let part = await reader.read(); !part.done; part = await reader.read()) {
        here += part.value.length;
        show();
      }
    }
  };
  show();
  await Promise.all(Array.from({ length: AT_ONCE }, next));
  bar.value = 1;
  say(said, 'Python is here. Open a lesson.');
}

async function showLessons(site) {
  const newer = await besides(base, site).catch(() => []);
  const all = await work(base, site).catch(() => []);
  const rows = site.lessons.map(lesson => {
    const own = all.filter(each => each.lesson === lesson);
    const row = element('li', {},
      element('a', { className: 'title', href: address(lesson.path), textContent: lesson.title }),
      element('span', { className: 'state', textContent: state(own) }),
      element('a', { className: 'lab', href: address(lesson.path, 'lab'), textContent: 'in JupyterLab',
        ariaLabel: `${lesson.title} in JupyterLab` }));
    for (const { beside } of newer.filter(each => each.lesson === lesson)) {
      const link = element('a', { href: address(beside), textContent: 'the new edition' });
      row.append(element('p', { className: 'newer' },
        'This lesson has changed since you began. Your work is as you left it; beside it lies ', link, '.'));
    }
    return row;
  });
  find('lessons').replaceChildren(...rows);
}

function state(own) {
  if (!own.length) return '';
  const last = new Date(Math.max(...own.map(each => new Date(each.model.last_modified))));
  const copies = own.length > 1 ? `, ${own.length} notebooks` : '';
  return `saved ${last.toLocaleString([], { dateStyle: 'medium', timeStyle: 'short' })}${copies}`;
}

async function saveAs({ name, blob }) {
  const link = element('a', { href: URL.createObjectURL(blob), download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

function wire(site) {
  const told = find('told');
  const attempt = action => async () => {
    try {
      say(told, await action());
    } catch (error) {
      say(told, `That does not work: ${words(error, 'the file cannot be read')}.`, true);
    }
    find('file').value = '';
  };
  find('download').addEventListener('click', attempt(async () => {
    const made = await download(base, site);
    await saveAs(made);
    return `${made.name}: ${made.lessons} lesson${made.lessons === 1 ? '' : 's'}. Hand in this file as it is.`;
  }));
  find('open').addEventListener('click', () => find('file').click());
  find('file').addEventListener('change', attempt(async () => {
    const { opened, kept } = await open(base, site, find('file').files[0]);
    await showLessons(site);
    const beside = kept.length ? ` What was here is kept beside it: ${kept.join(', ')}.` : '';
    return `Opened: ${opened.join(', ')}.${beside}`;
  }));
}

// Say what this window cannot do, if anything.
async function sayWhatIsKept() {
  if (!(await keeps())) {
    say(find('told'), 'This window keeps nothing: it is private, or the browser blocks what sites keep. You can work ' +
      'here, but what you write is gone when you close the lesson; download it before.', true);
  } else if (!('serviceWorker' in navigator)) {
    say(find('told'), 'This page came over http, or the window is private: what you write is kept, but not which ' +
      'tests have passed. Ask for the https address.', true);
  }
}

async function start() {
  const site = await about(base);
  wire(site);
  await sayWhatIsKept();
  await showLessons(site);
  navigator.storage?.persist?.();
  await getReady(site);
}

start().catch(error => {
  const why = words(error, 'the connection was lost');
  say(find('said'), `Python is not ready: ${why}. Reload the page.`, true);
});
