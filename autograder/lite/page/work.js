// A student's work: downloaded as one file, opened again, and never lost to a newer edition.
//
// The file is a zip with the notebooks and my-work.json, which lists them; `autograder collect`
// reads it.

import { Said } from './said.js';
import { keep, saved } from './store.js';
import { crc32, pack, unpack } from './zip.js';

const MANIFEST = 'my-work.json';

// What the site says of itself: { kit, lessons: [{ lesson, title, path, edition }], python }.
export async function about(base) {
  const answer = await fetch(`${base}workbook.json`, { cache: 'no-cache' });
  if (!answer.ok) throw new Said('the site does not answer; see that you are connected, then reload');
  return await answer.json();
}

const stamped = notebook => notebook?.metadata?.workbook ?? {};
const folderOf = path => path.slice(0, path.lastIndexOf('/') + 1);
const two = number => String(number).padStart(2, '0');
const day = date => [date.getFullYear(), two(date.getMonth() + 1), two(date.getDate())].join('-');

// What course_utils keeps beside a notebook, such as which tests have passed: file name → text.
function besideOf(lesson, files) {
  const start = `${folderOf(lesson.path)}.${lesson.lesson}.`;
  const found = [...files].filter(([path]) => path.startsWith(start) && path.endsWith('.json'));
  const text = content => (typeof content === 'string' ? content : JSON.stringify(content));
  return Object.fromEntries(found.map(([path, { content }]) => [path.split('/').pop(), text(content)]));
}

// Whether a file of this name may be put beside the notebook of a lesson.
const belongs = (lesson, name) => name.startsWith(`.${lesson.lesson}.`) && /^[\w.]+\.json$/.test(name);

// The notebooks of lessons that are saved in this browser: [{ lesson, path, model }].
export async function work(base, site) {
  const files = await saved(base);
  const found = [];
  for (const [path, model] of files) {
    const lesson = site.lessons.find(each => folderOf(each.path) === folderOf(path));
    const isCopy = path.includes('.ipynb_checkpoints/');
    if (lesson && model.type === 'notebook' && model.content && !isCopy) {
      found.push({ lesson, path, model, beside: besideOf(lesson, files) });
    }
  }
  return found.sort((one, other) => (one.path < other.path ? -1 : 1));
}

// Put a newer edition beside each lesson that is saved in an older one; neither is changed.
// Returns [{ lesson, path, beside }]: where the work is, and where the new edition.
export async function besides(base, site) {
  const all = await work(base, site);
  const found = [];
  for (const { lesson, path, model } of all) {
    const own = stamped(model.content).edition;
    if (path !== lesson.path || !own || own === lesson.edition) continue;
    const beside = path.replace(/\.ipynb$/, ` (edition ${lesson.edition}).ipynb`);
    if (!all.some(each => each.path === beside)) {
      const answer = await fetch(`${base}files/${lesson.path}`, { cache: 'no-cache' });
      if (!answer.ok) continue;
      const file = { path: beside, text: await answer.text(), modified: new Date() };
      await keep(base, [file]);
    }
    found.push({ lesson, path, beside });
  }
  return found;
}

// Whether a notebook has the texts with which it was handed out.
function isUntouched(notebook) {
  const sources = notebook.cells.map(cell => [cell.source].flat().join('')).join('\0');
  return crc32(new TextEncoder().encode(sources)) === stamped(notebook).texts;
}

// What is open and could not be saved, [{ path, content }], in the place of what is saved of it.
function withUnsaved(all, unsaved, site) {
  const now = new Date().toISOString();
  const fresh = unsaved.flatMap(({ path, content }) => {
    const lesson = site.lessons.find(each => folderOf(each.path) === folderOf(path));
    const beside = all.find(each => each.path === path)?.beside ?? {};
    return lesson ? [{ lesson, path, beside, model: { content, last_modified: now } }] : [];
  });
  return [...all.filter(({ path }) => !fresh.some(each => each.path === path)), ...fresh];
}

// All work as one file: { name, blob, lessons }; throws where there is none. Where the browser has
// no room left, `unsaved` is what stands in the page and nowhere else.
export async function download(base, site, unsaved = []) {
  const held = await work(base, site).catch(error => {
    if (unsaved.length) return [];
    throw error;
  });
  const all = withUnsaved(held, unsaved, site).filter(
    ({ lesson, path, model }) => path === lesson.path || !isUntouched(model.content)
  );
  if (!all.length) throw new Said('nothing is saved in this browser yet; run or change a lesson first');
  const now = new Date();
  const lessons = all.map(({ lesson, path, model, beside }) => ({
    lesson: lesson.lesson,
    file: path,
    saved: `${new Date(model.last_modified).toISOString().slice(0, 19)}Z`,
    ...(path === lesson.path && { beside })
  }));
  const manifest = { format: 'my-work', version: 1, kit: site.kit, lessons };
  const text = value => new TextEncoder().encode(`${JSON.stringify(value, null, 1)}\n`);
  const files = all.map(({ path, model }) => ({
    name: path,
    data: text(model.content),
    date: new Date(model.last_modified)
  }));
  const blob = await pack([{ name: MANIFEST, data: text(manifest), date: now }, ...files]);
  return { name: `my-work-${day(now)}.zip`, blob, lessons: new Set(lessons.map(e => e.lesson)).size };
}

// Take back what `download` made, or a notebook. What is here and differs is kept beside.
// Returns { opened: [titles], kept: [paths] }; throws an error with a sentence.
export async function open(base, site, file) {
  const bytes = new Uint8Array(await file.arrayBuffer());
  const isNotebook = file.name.endsWith('.ipynb');
  const files = isNotebook ? new Map([[file.name, bytes]]) : await unpack(bytes);
  const notebooks = listed(files, site);
  if (!notebooks.length) throw new Said('it holds no notebook of this workbook');
  const here = await saved(base);
  const now = new Date();
  const [put, kept] = [[], []];
  for (const { path, text, modified, beside, lesson } of notebooks) {
    const before = here.get(path);
    if (before && !isSame(before.content, text)) {
      const stamp = `${day(now)} ${two(now.getHours())}.${two(now.getMinutes())}.${two(now.getSeconds())}`;
      const aside = path.replace(/\.ipynb$/, ` (kept ${stamp}).ipynb`);
      const modified = new Date(before.last_modified);
      put.push({ path: aside, text: JSON.stringify(before.content), modified });
      kept.push(aside);
    }
    put.push({ path, text, modified });
    for (const [name, kept] of Object.entries(beside ?? {})) {
      if (belongs(lesson, name) && typeof kept === 'string') {
        put.push({ path: folderOf(lesson.path) + name, text: kept, modified });
      }
    }
  }
  await keep(base, put);
  return { opened: notebooks.map(each => each.lesson.title), kept };
}

// The notebooks in a file, with where each belongs.
function listed(files, site) {
  const text = data => new TextDecoder().decode(data);
  const place = [...files.keys()].find(name => name.split('/').pop() === MANIFEST);
  const entries = new Map();
  for (const entry of place ? manifestOf(text(files.get(place))) : []) {
    entries.set(folderOf(place) + entry.file, entry);
  }
  const found = [];
  for (const [name, data] of files) {
    if (!name.endsWith('.ipynb') || name.includes('__MACOSX/')) continue;
    const content = parsed(name, text(data));
    const entry = entries.get(name) ?? {};
    const stem = name.split('/').pop().replace(/\.ipynb$/, '');
    const names = [entry.lesson, stamped(content).lesson, stem];
    const lesson = site.lessons.find(each => names.includes(each.lesson));
    if (!lesson) continue;
    const path = folderOf(entry.file ?? '') === folderOf(lesson.path) ? entry.file : lesson.path;
    const modified = Date.parse(entry.saved) ? new Date(entry.saved) : new Date();
    found.push({ path, text: JSON.stringify(content), modified, beside: entry.beside, lesson });
  }
  return found;
}

function manifestOf(text) {
  try {
    return JSON.parse(text).lessons.filter(each => typeof each?.file === 'string');
  } catch {
    return []; // the notebooks say themselves what they are
  }
}

const isText = text => [text].flat().every(each => typeof each === 'string');
const isCell = cell => typeof cell?.cell_type === 'string' && isText(cell.source);

function parsed(name, text) {
  try {
    const content = JSON.parse(text);
    if (Array.isArray(content.cells) && content.cells.every(isCell)) return content;
  } catch {
    // said below
  }
  throw new Said(`${name} in it is no notebook`);
}

function isSame(content, text) {
  const cells = notebook =>
    notebook.cells.map(each => [each.cell_type, [each.source].flat().join('')]);
  return JSON.stringify(cells(content)) === JSON.stringify(cells(JSON.parse(text)));
}
