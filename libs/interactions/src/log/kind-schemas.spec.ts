import { readFile } from 'node:fs/promises';
import { describe, expect, it } from '@jest/globals';
import { interactionSchemas } from './kind-schemas.js';

describe('what receivers of the log are promised', () => {
  it('stands in kinds.json as the code says it (npm run generate)', async () => {
    const committed = await readFile(new URL('../../kinds.json', import.meta.url), 'utf8');
    expect(committed).toBe(`${JSON.stringify(interactionSchemas(), null, 2)}\n`);
  });

  it('lets no payload carry what is not named', () => {
    for (const [kind, { payload }] of Object.entries(interactionSchemas())) {
      expect({ kind, extra: payload['additionalProperties'] }).toEqual({ kind, extra: false });
    }
  });
});
