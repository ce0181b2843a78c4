import { describe, expect, it } from '@jest/globals';
import { PreviewResolver } from './preview.resolver.js';

describe('a preview', () => {
  const { preview } = new PreviewResolver();

  it('is what the page will show', () => {
    expect(preview('**Hi** <img src=x onerror=alert(1)> [x](javascript:alert(1))').html).toBe(
      '<p><strong>Hi</strong> &lt;img src=x onerror=alert(1)&gt; [x](javascript:alert(1))</p>',
    );
    expect(preview('').html).toBe('');
  });

  it('of too long a text is refused by field', () => {
    expect(() => preview('x'.repeat(30_001))).toThrow(expect.objectContaining({ code: 'INVALID', field: 'markdown' }));
  });

  it('of a text made to stall renders quickly', () => {
    for (const hostile of [
      '['.repeat(30_000),
      '*a '.repeat(10_000),
      '> '.repeat(15_000),
      '`'.repeat(29_999),
      '![a]('.repeat(6_000),
      '|a'.repeat(14_000) + '\n' + '|-'.repeat(900),
    ]) {
      const started = performance.now();
      preview(hostile);
      expect(performance.now() - started).toBeLessThan(1_500);
    }
  });
});
