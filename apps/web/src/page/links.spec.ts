import { describe, expect, it } from '@jest/globals';
import { localPath } from './links.ts';

describe('where a person is sent back to', () => {
  it.each(['/t/x/y?a=1#b', '/'])('is %s of this site', (path) => expect(localPath(path, '/home')).toBe(path));
  it.each([null, '', 'https://evil.test', '//evil.test', '/\\evil.test', 'javascript:alert(1)', 'evil.test/x'])('is never %s', (path) =>
    expect(localPath(path, '/home')).toBe('/home'),
  );
});
