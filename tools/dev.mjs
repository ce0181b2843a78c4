// The portal with hot reload: pages by Vite, the server built anew and started again when a source of its own changes.
import { spawn } from 'node:child_process';
import { watch } from 'node:fs';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { buildProject } from './build-lib.mjs';
import { ensureBuilt } from './fresh-build.mjs';

const root = path.resolve(import.meta.dirname, '..');
await ensureBuilt();
const projects = [
  path.join(root, 'apps/server'),
  ...(await readdir(path.join(root, 'libs'))).filter((name) => name !== 'ui').map((name) => path.join(root, 'libs', name)),
];

let child = start();
let timer;
for (const project of projects) {
  watch(path.join(project, 'src'), { recursive: true }, (_event, file) => {
    if (!file?.endsWith('.ts') || file.endsWith('.spec.ts')) return;
    clearTimeout(timer);
    // Editors write a file in several steps.
    timer = setTimeout(() => void rebuild(project), 100);
  });
}
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));

function start() {
  const made = spawn(process.execPath, ['--enable-source-maps', path.join(root, 'apps/server/dist/dev.js')], {
    stdio: 'inherit',
    cwd: root,
  });
  made.on('exit', () => {
    if (made === child) process.exit();
  });
  return made;
}

async function rebuild(project) {
  try {
    await buildProject(project);
  } catch (error) {
    process.stderr.write(`${error.message}\n`);
    return;
  }
  const old = child;
  old.removeAllListeners('exit');
  old.once('exit', () => (child = start()));
  old.kill('SIGTERM');
}
