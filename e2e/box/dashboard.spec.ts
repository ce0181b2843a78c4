import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type RunningPortal, startPortal } from '../support/portal.js';

interface Dashboard {
  panels: { title: string; targets: { expr: string }[] }[];
}
const file = path.resolve(import.meta.dirname, '../../docker/grafana/veche.json');
const { panels } = JSON.parse(readFileSync(file, 'utf8')) as Dashboard;

let portal: RunningPortal;
beforeAll(async () => {
  portal = await startPortal();
});
afterAll(() => portal.close());

describe('the dashboard', () => {
  it('asks for numbers that the portal tells', async () => {
    const told = new Set([...(await (await fetch(`${portal.url}/metrics`)).text()).matchAll(/^# TYPE (\w+) (\w+)/gm)].flatMap(namesOf));
    const asked = panels.flatMap(({ title, targets }) => targets.flatMap(({ expr }) => namesIn(expr).map((name) => ({ title, name }))));
    expect(asked.length).toBeGreaterThan(panels.length - 1);
    expect(asked.filter(({ name }) => !told.has(name))).toEqual([]);
  });

  it('tells them to nobody who comes from elsewhere', async () => {
    const { status } = await fetch(`${portal.url}/metrics`, { headers: { 'x-forwarded-for': '203.0.113.7' } });
    expect(status).toBe(404);
  });
});

/** A histogram is three series. */
function namesOf([, name, type]: RegExpMatchArray): string[] {
  return type === 'histogram' ? [`${name}_bucket`, `${name}_count`, `${name}_sum`] : [name!];
}

function namesIn(expression: string): string[] {
  return [...expression.matchAll(/\b(?:veche|nodejs|process)_\w+/g)].map(([name]) => name);
}
