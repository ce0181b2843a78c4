import { existsSync } from 'node:fs';
import path from 'node:path';
import type { LocalCheck } from '../check.js';

/** The pages are built. */
export const webBuild: LocalCheck = {
  needsDatabase: false,
  async look({ webDist }) {
    if (['server/entry-server.js', 'client/.vite/manifest.json'].some((file) => existsSync(path.join(webDist, file)))) return [];
    return [
      {
        name: 'web-build-missing',
        says: { en: `The pages are not built (${webDist}).`, ru: `Страницы не собраны (${webDist}).` },
        mend: { en: 'Run `npm run build`.', ru: 'Запустите `npm run build`.' },
      },
    ];
  },
};
