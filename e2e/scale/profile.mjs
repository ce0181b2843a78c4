// Where a CPU profile's time went: by package, and the functions that took most, themselves and with all they call.
import { readFile } from 'node:fs/promises';

/** @param {string} file a .cpuprofile */
export async function summarise(file, { requests = 0, tell, top = 25 }) {
  const profile = JSON.parse(await patiently(file));
  const { self, inclusive, packages, total } = weigh(profile);
  const share = (ms) =>
    `${((ms / total) * 100).toFixed(1).padStart(5)} %  ${(requests > 0 ? ms / requests : ms).toFixed(3).padStart(8)} ms`;
  tell(
    `  ${file}\n  ${total.toFixed(0)} ms busy${requests > 0 ? `, ${requests} requests: ${(total / requests).toFixed(2)} ms each (the main thread; columns are per request)` : ''}`,
  );
  for (const [title, map, count] of [
    ['by package, with what it calls inside itself only', packages, 20],
    ['functions, themselves', self, top],
    ['functions, with what they call', inclusive, top + 20],
  ]) {
    tell(`\n  ${title}`);
    for (const [name, ms] of [...map].sort((a, b) => b[1] - a[1]).slice(0, count)) tell(`  ${share(ms)}  ${name}`);
  }
}

/** The portal writes it when it is told to, which takes a moment. */
async function patiently(file) {
  for (let tries = 0; ; tries++) {
    const text = await readFile(file, 'utf8').catch(() => '');
    if (text.endsWith('}')) return text;
    if (tries > 300) throw new Error(`no profile in ${file}`);
    await new Promise((resume) => setTimeout(resume, 100));
  }
}

function weigh({ nodes, samples, timeDeltas }) {
  const byId = new Map(nodes.map((node) => [node.id, { ...node, parent: undefined, own: 0 }]));
  for (const node of nodes) for (const child of node.children ?? []) byId.get(child).parent = node.id;
  samples.forEach((id, i) => (byId.get(id).own += timeDeltas[i] / 1000));
  const [self, inclusive, packages] = [new Map(), new Map(), new Map()];
  const add = (map, key, ms) => map.set(key, (map.get(key) ?? 0) + ms);
  let total = 0;
  for (const node of byId.values()) {
    const { functionName } = node.callFrame;
    if (node.own === 0 || functionName === '(idle)') continue;
    total += node.own;
    add(self, nameOf(node), node.own);
    add(packages, packageOf(node), node.own);
    // Once per name: recursion is not counted twice.
    const names = new Set();
    for (let at = node; at !== undefined; at = byId.get(at.parent)) if (at.callFrame.functionName !== '(root)') names.add(nameOf(at));
    for (const name of names) add(inclusive, name, node.own);
  }
  return { self, inclusive, packages, total };
}

function nameOf({ callFrame: { functionName, url, lineNumber } }) {
  const name = functionName === '' ? '(anonymous)' : functionName;
  return url === '' ? name : `${name}  ${placeOf(url)}:${lineNumber + 1}`;
}

function placeOf(url) {
  return url
    .replace(/^file:\/\//, '')
    .replace(/^.*\/node_modules\//, '')
    .replace(/^.*\/(?=(apps|libs)\/)/, '');
}

function packageOf({ callFrame: { functionName, url } }) {
  if (url === '') return functionName.startsWith('(') ? functionName : '(native)';
  if (url.startsWith('node:')) return 'node';
  const inModules = /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url);
  if (inModules !== null) return inModules[1];
  return /(apps|libs)\/[^/]+/.exec(url)?.[0] ?? url;
}

if (import.meta.filename === process.argv[1]) await summarise(process.argv[2], { tell: (text) => process.stdout.write(`${text}\n`) });
