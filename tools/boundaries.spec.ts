import { beforeAll, describe, expect, it } from '@jest/globals';
import { execFileSync, spawnSync } from 'node:child_process';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');
const env = { ...process.env, NX_DAEMON: 'false', NX_ISOLATE_PLUGINS: 'false', NODE_ENV: '' };

// Without Nx's picture of the projects the rule would be skipped in silence.
beforeAll(() => void execFileSync(process.execPath, ['node_modules/nx/dist/bin/nx.js', 'show', 'projects'], { cwd: root, env }));

/** What the linter says of this import, if it stood in this folder. */
function lintOf(folder: string, code: string): string {
  const file = path.join(root, folder, 'boundary-probe.ts');
  const args = ['node_modules/eslint/bin/eslint.js', '--stdin', '--stdin-filename', file];
  return spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8', env, input: `${code}\n` }).stdout;
}

describe('the boundaries between libs', () => {
  it('let a domain use what is below it', () => {
    expect(lintOf('libs/community/src', "import { newId } from '@veche/platform';\nexport const id = newId();")).toBe('');
  });

  it.each([
    [
      'a lower layer importing a higher one',
      'libs/visibility/src',
      "import { TopicReader } from '@veche/community';\nexport const probe = TopicReader;",
      '@nx/enforce-module-boundaries',
    ],
    [
      'an edge importing another edge',
      'libs/crm/src',
      "import { SearchModule } from '@veche/search';\nexport const probe = SearchModule;",
      '@nx/enforce-module-boundaries',
    ],
    [
      'a domain importing one that its rule does not name',
      'libs/identity/src',
      "import { TopicReader } from '@veche/community';\nexport const probe = TopicReader;",
      '@nx/enforce-module-boundaries',
    ],
    [
      'a DataSource outside the platform',
      'libs/faq/src',
      "import { DataSource } from 'typeorm';\nexport const probe = DataSource;",
      'no-restricted-imports',
    ],
    [
      'trusted work in a file that is not listed',
      'libs/faq/src',
      "import { asSystem } from '@veche/visibility';\nexport const probe = asSystem('probe');",
      'no-restricted-imports',
    ],
  ])('refuse %s', (_what, folder, code, rule) => {
    expect(lintOf(folder, code)).toContain(rule);
  });
});
