import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import { eventually } from '@veche/platform/testing';

/** Letters that a portal without a mail server wrote to its folder, the oldest first, as plain text. */
export async function lettersIn(folder: string): Promise<string[]> {
  const names = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith('.eml'));
  // Named by ids that grow with time.
  return Promise.all(names.sort().map(async (name) => plain(await readFile(path.join(folder, name), 'utf8'))));
}

/** Tokens of the links of this page that were sent to this address, the oldest first; waits until there are so many. */
export async function tokensSent(folder: string, to: string, page: string, count = 1): Promise<string[]> {
  let found: string[] = [];
  await eventually(async () => {
    const own = (await lettersIn(folder)).filter((letter) => letter.toLowerCase().includes(`to: ${to.toLowerCase()}`));
    found = own.flatMap((letter) => new RegExp(`/${page}\\?token=([\\w-]+)`).exec(letter)?.[1] ?? []);
    return found.length >= count;
  }, 20_000);
  return found;
}

/** Quoted-printable undone; other encodings are left as they are. */
function plain(mail: string): string {
  const bytes = mail.replace(/=\r?\n/g, '').replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString('utf8');
}
