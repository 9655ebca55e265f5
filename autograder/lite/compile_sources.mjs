// Lets Pyodide itself compile, where there is no other Python of its version.
//
//   node compile_sources.mjs FOLDER compile_sources.py SOURCES.zip COMPILED.zip

import { readFileSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

const [folder, script, sources, target] = process.argv.slice(2);
const { loadPyodide } = await import(pathToFileURL(`${folder}/pyodide.mjs`).href);
const pyodide = await loadPyodide({ indexURL: `${folder}/` });
pyodide.FS.writeFile('/compile_sources.py', readFileSync(script));
pyodide.FS.writeFile('/sources.zip', readFileSync(sources));
pyodide.runPython(`
import sys
sys.path.insert(0, "/")
import compile_sources
compile_sources.main("/sources.zip", "/compiled.zip")
`);
writeFileSync(target, pyodide.FS.readFile('/compiled.zip'));
process.exit(0);
