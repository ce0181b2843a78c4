// The box cannot be run where it is built (no container engine), so everything that it names is looked up: a variable, a command, a
// port, a file or a service that does not exist turns this red.
import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { configSchema } from '@veche/platform';
import { parse } from 'yaml';
import { isForMachines } from '../../apps/server/src/http/machine-paths.js';
import { type Instruction, dockerfile, namedFiles } from './dockerfile.js';

const root = path.resolve(import.meta.dirname, '../..');
const read = (file: string) => readFileSync(path.join(root, file), 'utf8');

interface Service {
  image: string;
  command?: string[];
  environment?: Record<string, string>;
  volumes?: string[];
  depends_on?: string[] | Record<string, unknown>;
  build?: { context: string; dockerfile: string };
}
const compose = parse(read('docker/compose.yaml'), { merge: true }) as {
  services: Record<string, Service>;
  volumes: Record<string, unknown>;
};
const services = Object.entries(compose.services);
const ours = services.filter(([, service]) => service.build !== undefined);
const example = read('docker/env.example');
const isVariable = (name: string) => name in configSchema.shape;
const inExample = (name: string) => new RegExp(`^#?${name}=`, 'm').test(example);
const image = dockerfile(read('docker/Dockerfile'));

let commands: string[];
beforeAll(async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [path.join(root, 'apps/server/dist/cli/veche.js'), '--help']);
  commands = [...stdout.matchAll(/^ {2}([a-z-]+)[ |]/gm)].map(([, name]) => name!);
});

describe('compose.yaml', () => {
  it('runs two api, a web and two worker processes beside PostgreSQL, Redis, Meilisearch and a proxy', () => {
    expect(Object.keys(compose.services).sort()).toEqual(['api', 'meilisearch', 'postgres', 'proxy', 'redis', 'web', 'worker']);
    const replicas = Object.fromEntries(
      ours.map(([name, service]) => [name, (service as { deploy?: { replicas: number } }).deploy?.replicas ?? 1]),
    );
    expect(replicas).toEqual({ api: 2, web: 1, worker: 2 });
  });

  it.each(ours)('starts %s by a command that there is', (_name, { command }) => {
    expect(commands).toContain(command![0]);
  });

  it('gives our processes variables that they read, and asks the person only for those that the example explains', () => {
    for (const [, { environment }] of ours)
      for (const name of Object.keys(environment ?? {})) expect([name, isVariable(name)]).toEqual([name, true]);
    const asked = [...read('docker/compose.yaml').matchAll(/\$\{([A-Z_]+)/g)].map(([, name]) => name!);
    expect(asked.length).toBeGreaterThan(4);
    for (const name of asked) expect([name, inExample(name)]).toEqual([name, true]);
  });

  it('names only services, volumes and files that there are', () => {
    for (const [, { depends_on: needed = [], volumes = [], build }] of services) {
      for (const name of Array.isArray(needed) ? needed : Object.keys(needed)) expect(compose.services).toHaveProperty(name);
      for (const volume of volumes) {
        const source = volume.split(':')[0]!;
        if (source.startsWith('.')) expect([source, existsSync(path.join(root, 'docker', source))]).toEqual([source, true]);
        else expect(compose.volumes).toHaveProperty(source);
      }
      if (build !== undefined) expect(existsSync(path.join(root, 'docker', build.context, build.dockerfile))).toBe(true);
    }
  });

  it('reaches each service under its own name and port', () => {
    const ports: Record<string, string> = { postgres: '5432', redis: '6379' };
    for (const [, { environment = {} }] of ours)
      for (const [, host, port] of Object.values(environment)
        .join(' ')
        .matchAll(/[@/](postgres|redis):(\d+)/g))
        expect(port).toBe(ports[host!]);
  });
});

describe('env.example', () => {
  it('holds every variable that the process reads', () => {
    for (const name of Object.keys(configSchema.shape)) expect([name, inExample(name)]).toEqual([name, true]);
  });
});

describe('the proxy', () => {
  const caddy = read('docker/Caddyfile');

  it('passes to the port on which the image listens', () => {
    const listens = image.stages.at(-1)!.env['PORT'];
    const upstreams = [...caddy.matchAll(/dynamic a (\w+) (\d+)/g)];
    expect(upstreams.map(([, name]) => name).sort()).toEqual(['api', 'web']);
    for (const [, name, port] of upstreams) expect([name, port]).toEqual([name, listens]);
  });

  it('sends machines to the api and people to the web', () => {
    const machines = /@machines path (.*)/.exec(caddy)![1]!.split(' ').map((pattern) => pattern.replace(/\/\*$/, '')); // prettier-ignore
    for (const address of machines) expect([address, isForMachines(address)]).toEqual([address, true]);
    // What a browser posts to or keeps open must never land on a process that renders pages only.
    expect(machines).toEqual(expect.arrayContaining(['/graphql', '/socket.io', '/files', '/mail']));
  });

  it('does not show the numbers to the world', () => {
    // As a `handle` of its own: Caddy would sort a bare `respond` behind the one that takes everything.
    expect(caddy).toMatch(/handle \/metrics \{\s+respond 404\s+\}/);
  });
});

describe('the image', () => {
  const last = image.stages.at(-1)!;

  it('copies files that there are, from stages that there are', () => {
    const names = image.stages.map(({ name }) => name);
    const copies: Instruction[] = image.stages.flatMap(({ instructions }) => instructions.filter(({ verb }) => verb === 'COPY'));
    expect(copies.length).toBeGreaterThan(8);
    for (const copy of copies) {
      const { from, sources } = namedFiles(copy.text);
      if (from !== undefined) expect(names).toContain(from);
      for (const source of sources) expect([source, existsSync(path.join(root, source.replace(/^\/app\/?/, '')))]).toEqual([source, true]);
    }
  });

  it('runs the command line as nobody special, on the port that it exposes and is asked on', () => {
    const one = (verb: string) => last.instructions.find((instruction) => instruction.verb === verb)!.text;
    expect(one('USER')).toBe('node');
    expect(one('EXPOSE')).toBe(`${last.env['PORT']} ${last.env['HEALTH_PORT']}`);
    expect(one('HEALTHCHECK')).toMatch(/process\.env\.HEALTH_PORT \+ '\/readyz'/);
    const [, file] = JSON.parse(one('ENTRYPOINT')) as string[];
    expect(existsSync(path.join(root, file!))).toBe(true);
    expect(commands).toContain((JSON.parse(one('CMD')) as string[])[0]);
    for (const name of Object.keys(last.env)) expect([name, isVariable(name)]).toEqual([name, true]);
  });
});

describe('the systemd unit', () => {
  const unit = read('docker/systemd/veche@.service');

  it('starts a role by the command line', () => {
    const file = /^ExecStart=\/usr\/bin\/env node (\S+) %i$/m.exec(unit)![1]!;
    expect(existsSync(path.join(root, file))).toBe(true);
    for (const [, role] of unit.split('\n')[0]!.matchAll(/veche@(\w+)/g)) expect(commands).toContain(role);
    expect(unit).toMatch(/^User=veche$/m);
  });

  it('sets variables that the process reads', () => {
    const set = [...unit.matchAll(/^Environment=(.*)$/gm)].flatMap(([, line]) => line!.split(' ').map((pair) => pair.split('=')[0]!)); // prettier-ignore
    expect(set.length).toBeGreaterThan(0);
    for (const name of set) expect([name, isVariable(name)]).toEqual([name, true]);
  });
});
