// A Chromium for tests that needs nothing installed: unpacked once from the npm package @sparticuz/chromium into the cache,
// with the libraries that a bare system lacks (decision 32). CHROME_PATH names another browser.
import { existsSync, createReadStream, createWriteStream } from 'node:fs';
import { chmod, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createBrotliDecompress } from 'node:zlib';
import tar from 'tar-fs';

const require = createRequire(import.meta.url);
const root = path.resolve(import.meta.dirname, '..');

/** @returns {Promise<{ executablePath: string, env: Record<string, string>, args: string[] }>} options for playwright's launch */
export async function browserOptions() {
  const args = [
    '--disable-dev-shm-usage',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ];
  if (process.getuid?.() === 0) args.push('--no-sandbox');
  if (process.env.CHROME_PATH) return { executablePath: process.env.CHROME_PATH, env: { ...process.env }, args };
  if (process.platform !== 'linux' || process.arch !== 'x64')
    throw new Error('Set CHROME_PATH to an installed Chrome or Chromium: the packaged one is for Linux on x64.');
  const folder = await unpacked();
  const libraries = path.join(folder, 'al2023/lib');
  return {
    executablePath: path.join(folder, 'chromium'),
    env: {
      ...process.env,
      LD_LIBRARY_PATH: [process.env.LD_LIBRARY_PATH, libraries].filter(Boolean).join(':'),
      ...(!existsSync('/etc/fonts/fonts.conf') && { FONTCONFIG_PATH: folder }),
    },
    args,
  };
}

async function unpacked() {
  const bin = path.resolve(path.dirname(require.resolve('@sparticuz/chromium')), '../../bin');
  const { version } = require(path.join(bin, '../package.json'));
  const folder = path.join(root, `node_modules/.cache/chromium-${version}`);
  if (existsSync(folder)) return folder;
  // Made beside and renamed: two test workers may come at once, and a killed one must not leave a half.
  const making = `${folder}.${process.pid}`;
  await mkdir(making, { recursive: true });
  const brotli = (name) => [createReadStream(path.join(bin, name)), createBrotliDecompress()];
  await Promise.all([
    pipeline(...brotli('chromium.br'), createWriteStream(path.join(making, 'chromium'))),
    pipeline(...brotli('al2023.tar.br'), tar.extract(path.join(making, 'al2023'))),
    pipeline(...brotli('fonts.tar.br'), tar.extract(making)),
  ]);
  // The package's own list names folders of another system.
  await writeFile(
    path.join(making, 'fonts.conf'),
    `<?xml version="1.0"?><fontconfig><dir prefix="relative">fonts</dir><cachedir prefix="xdg">fontconfig</cachedir></fontconfig>\n`,
  );
  await chmod(path.join(making, 'chromium'), 0o755);
  await rename(making, folder).catch(() => rm(making, { recursive: true, force: true }));
  return folder;
}
