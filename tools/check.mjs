// Everything a machine can say of the code without running it: format, lint and boundaries, types, generated files. Specs are `npm test`.
import { spawn } from 'node:child_process';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');
const bin = (file) => path.join(root, 'node_modules', file);
const checks = {
  format: [bin('prettier/bin/prettier.cjs'), '--check', '--log-level', 'warn', '.'],
  // Nx's picture of the projects first: without it the boundary rule is skipped in silence.
  projects: [bin('nx/dist/bin/nx.js'), 'show', 'projects'],
  lint: [bin('eslint/bin/eslint.js'), '.', '--max-warnings', '0'],
  'types of the server': [bin('typescript/bin/tsc'), '-p', 'tsconfig.json'],
  'types of the web': [bin('vue-tsc/bin/vue-tsc.js'), '--noEmit', '-p', 'apps/web/tsconfig.json'],
  'generated files': [path.join(root, 'tools/generate.mjs'), '--check'],
};

const wanted = process.argv.slice(2);
let failed = 0;
let passed = 0;
for (const [name, args] of Object.entries(checks)) {
  if (wanted.length > 0 && !wanted.some((word) => name.includes(word))) continue;
  const began = performance.now();
  const { code, output } = await run(args);
  process.stdout.write(
    `${code === 0 ? '✓' : '✗'} ${name} (${((performance.now() - began) / 1000).toFixed(1)} s)\n${code === 0 ? '' : output}`,
  );
  if (code === 0) passed++;
  else failed++;
}
process.stdout.write(`check: ${passed} passed, ${failed} failed\n`);
process.exitCode = failed === 0 ? 0 : 1;

function run(args) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, args, { cwd: root, env: { ...process.env, NX_DAEMON: 'false', NX_ISOLATE_PLUGINS: 'false' } });
    let output = '';
    child.stdout.on('data', (chunk) => (output += chunk));
    child.stderr.on('data', (chunk) => (output += chunk));
    child.on('close', (code) => resolve({ code, output }));
  });
}
