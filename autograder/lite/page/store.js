// Where JupyterLite keeps what is saved: a database of the browser, a file for each path.

const FILES = 'files';

function done(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

async function connect(base, { create = false } = {}) {
  const name = `JupyterLite Storage - ${base}`;
  const known = indexedDB.databases ? await indexedDB.databases() : [{ name }];
  if (!create && !known.some(each => each.name === name)) return null;
  const database = await done(indexedDB.open(name));
  database.onversionchange = () => database.close();
  if (database.objectStoreNames.contains(FILES)) return database;
  const next = database.version + 1;
  database.close();
  if (!create) return null;
  const request = indexedDB.open(name, next);
  request.onupgradeneeded = () => request.result.createObjectStore(FILES);
  return await done(request);
}

// Whether this browser keeps anything at all; asking leaves nothing behind.
export async function keeps() {
  const name = 'workbook: is anything kept';
  try {
    (await done(indexedDB.open(name))).close();
    indexedDB.deleteDatabase(name);
    return true;
  } catch {
    return false;
  }
}

// All files that are saved here, as a map from path to JupyterLite's model of it.
export async function saved(base) {
  const database = await connect(base);
  if (!database) return new Map();
  try {
    const store = database.transaction(FILES).objectStore(FILES);
    const [keys, models] = await Promise.all([done(store.getAllKeys()), done(store.getAll())]);
    return new Map(keys.map((key, index) => [key, models[index]]));
  } finally {
    database.close();
  }
}

// Keep files [{ path, text, modified: Date }]; a path that ends in .ipynb is a notebook.
export async function keep(base, files) {
  const database = await connect(base, { create: true });
  try {
    const change = database.transaction(FILES, 'readwrite');
    const store = change.objectStore(FILES);
    for (const { path, text, modified } of files) {
      const parts = path.split('/');
      for (let depth = 1; depth < parts.length; depth++) {
        const folder = parts.slice(0, depth).join('/');
        const isThere = await done(store.get(folder));
        if (!isThere) store.put(model(folder, 'directory', null, modified), folder);
      }
      const isNotebook = path.endsWith('.ipynb');
      const content = isNotebook ? joined(JSON.parse(text)) : text;
      store.put(model(path, isNotebook ? 'notebook' : 'file', content, modified), path);
    }
    await new Promise((resolve, reject) => {
      change.oncomplete = resolve;
      change.onerror = change.onabort = () => reject(change.error);
    });
  } finally {
    database.close();
  }
}

// A file has its texts in lines, JupyterLab wants them in one piece.
function joined(notebook) {
  const whole = text => (Array.isArray(text) ? text.join('') : text);
  for (const cell of notebook.cells) {
    cell.source = whole(cell.source);
    for (const output of cell.outputs ?? []) {
      if (output.text) output.text = whole(output.text);
      for (const type of Object.keys(output.data ?? {})) {
        if (!type.endsWith('json')) output.data[type] = whole(output.data[type]);
      }
    }
  }
  return notebook;
}

function model(path, type, content, modified) {
  const when = modified.toISOString();
  const isText = type === 'file';
  return {
    name: path.split('/').pop(),
    path,
    type,
    content,
    format: isText ? 'text' : 'json',
    mimetype: isText ? 'text/plain' : type === 'notebook' ? 'application/json' : '',
    size: content === null ? 0 : JSON.stringify(content).length,
    writable: true,
    created: when,
    last_modified: when
  };
}
