import { describe, expect, it } from '@jest/globals';
import { Metrics } from './metrics.js';

describe('metrics', () => {
  it('tells what was counted, timed and read', async () => {
    const metrics = new Metrics();
    metrics.counter('veche_things_total', 'Things', ['kind']).inc({ kind: 'small' }, 3);
    metrics.histogram('veche_wait_seconds', 'Waiting', [], [0.1, 1]).observe(0.5);
    metrics.gauge('veche_queue', 'Waiting now', ['name'], () => [{ labels: { name: 'mail' }, value: 7 }]);
    const { type, body } = await metrics.text();
    expect(type).toMatch(/^text\/plain/);
    expect(body).toContain('veche_things_total{kind="small"} 3');
    expect(body).toContain('veche_wait_seconds_bucket{le="1"} 1');
    expect(body).toContain('veche_queue{name="mail"} 7');
    expect(body).toContain('nodejs_eventloop_lag_seconds');
  });

  it('leaves out what cannot be read, and forgets what is gone', async () => {
    const metrics = new Metrics();
    let names = ['a', 'b'];
    metrics.gauge('veche_broken', 'Broken', [], () => Promise.reject(new Error('away')));
    metrics.gauge('veche_named', 'Named', ['name'], () => names.map((name) => ({ labels: { name }, value: 1 })));
    expect((await metrics.text()).body).toContain('veche_named{name="a"} 1');
    names = ['b'];
    const { body } = await metrics.text();
    expect(body).not.toContain('veche_named{name="a"}');
    expect(body).not.toMatch(/^veche_broken /m);
  });

  it('does not wait for a reading that never ends', async () => {
    const metrics = new Metrics();
    metrics.gauge('veche_stuck', 'Stuck', [], () => new Promise(() => undefined));
    metrics.gauge('veche_fine', 'Fine', [], () => [{ value: 1 }]);
    const { body } = await metrics.text();
    expect(body).toContain('veche_fine 1');
    expect(body).not.toMatch(/^veche_stuck /m);
  });
});
