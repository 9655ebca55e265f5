// Runs the cells of notebooks in Pyodide under Node, each notebook in a start of its own kernel's
// shell, as JupyterLite's kernel runs them.
//
//   node pyodide.mjs FOLDER NOTEBOOKS.json RESULTS.json
//
// NOTEBOOKS is a list of lists of cells (text); RESULTS a list of lists of what came of each:
// { status, error, output, seconds }; an error is its kind, then what is shown of it.

import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const [folder, asked, results] = process.argv.slice(2).map(path => resolve(path));
const { loadPyodide } = await import(pathToFileURL(`${folder}/pyodide.mjs`).href);
// What a site lets Python load when it starts.
const packages = [
  'ipykernel', 'comm', 'pyodide_kernel', 'jedi', 'ipython', 'sqlite3', 'ssl', 'course-utils'
];

const RUN = `
async def _run(code):
    import time
    import pyodide_kernel
    kernel = pyodide_kernel.kernel_instance
    said = []
    kernel._parent_header = {"header": {}}
    shell = kernel.interpreter
    for stream in (pyodide_kernel.stdout_stream, pyodide_kernel.stderr_stream):
        stream.publish_stream_callback = lambda name, text: said.append(text)
    shell.display_pub.display_data_callback = lambda *_: None
    shell.display_pub.update_display_data_callback = lambda *_: None
    shell.display_pub.clear_output_callback = lambda *_: None
    shell.displayhook.publish_execution_result = lambda *_: None
    shell.send_comm = lambda *_: None
    begin = time.perf_counter()
    came = await kernel.run(code)
    seconds = time.perf_counter() - begin
    error = "" if came["status"] == "ok" else "\\n".join([came["ename"], *came["traceback"]])
    import json
    return json.dumps({"status": came["status"], "error": error, "output": "".join(said),
                       "seconds": seconds})
`;
const FORGET = `
import pyodide_kernel
pyodide_kernel.ipython_shell.reset(new_session=True)
`;

const started = performance.now();
const pyodide = await loadPyodide({ indexURL: `${folder}/`, packages, stdout: () => {}, stderr: () => {} });
await pyodide.runPythonAsync(`import pyodide_kernel\n${RUN}`);
const run = pyodide.globals.get('_run');
const found = [];
for (const cells of JSON.parse(readFileSync(asked, 'utf-8'))) {
  await pyodide.runPythonAsync(FORGET);
  const came = [];
  for (const cell of cells) came.push(JSON.parse(await run(cell)));
  found.push(came);
}
writeFileSync(results, JSON.stringify({ seconds: (performance.now() - started) / 1000, found }));
process.exit(0);
