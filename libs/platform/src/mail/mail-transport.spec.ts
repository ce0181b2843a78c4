import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { type Letter, MailTransport } from './mail-transport.js';

let dataDir: string;
beforeAll(async () => {
  dataDir = await mkdtemp(path.join(os.tmpdir(), 'veche-mail-'));
});
afterAll(() => rm(dataDir, { recursive: true }));

const letter: Letter = { id: '0190a0a0', to: 'anna@example.com', subject: 'Новый ответ', text: 'Привет', html: '<p>Привет</p>' };
const unsubscribeUrl = 'https://town.example/mail/stop?token=x';
const written = (id: string) => readFile(path.join(dataDir, 'mail', `${id}.eml`), 'utf8');

/** Headers of a message, folded lines joined. */
function headersOf(message: string): string[] {
  return message
    .slice(0, message.search(/\r?\n\r?\n/))
    .replace(/\r?\n[ \t]+/g, ' ')
    .split(/\r?\n/);
}

describe('mail without a server', () => {
  it('is a file, the same one however often it is sent', async () => {
    const transport = new MailTransport({ dataDir, MAIL_FROM: 'Veche <portal@town.example>' });
    expect(transport.sendsForReal).toBe(false);
    await transport.send({ ...letter, unsubscribeUrl });
    await transport.send({ ...letter, unsubscribeUrl });
    expect(await readdir(path.join(dataDir, 'mail'))).toEqual(['0190a0a0.eml']);
    const headers = headersOf(await written('0190a0a0'));
    expect(headers).toEqual(
      expect.arrayContaining(['From: Veche <portal@town.example>', 'To: anna@example.com', 'Message-ID: <0190a0a0@veche>']),
    );
    expect(headers).toEqual(
      expect.arrayContaining([`List-Unsubscribe: <${unsubscribeUrl}>`, 'List-Unsubscribe-Post: List-Unsubscribe=One-Click']),
    );
  });

  it('lets no subject and no address add a header or a recipient', async () => {
    const transport = new MailTransport({ dataDir, MAIL_FROM: 'portal@town.example' });
    await transport.send({
      ...letter,
      id: 'attack',
      subject: 'x\r\nBcc: victim@example.com\r\n\r\nbody',
      to: 'anna@example.com, victim@example.com',
    });
    const headers = headersOf(await written('attack'));
    expect(headers.filter((line) => /^(bcc|cc):/i.test(line))).toEqual([]);
    expect(headers.find((line) => line.startsWith('To:'))).not.toMatch(/victim@example\.com>?$/);
    expect(headers.filter((line) => line.startsWith('Subject:'))).toHaveLength(1);
  });
});

/** Just enough of RFC 5321 to take a mail, or to refuse its recipient. */
async function mailServer(answerToRecipient: string): Promise<{ url: string; lines: string[]; close: () => void }> {
  const lines: string[] = [];
  const server = net.createServer((socket) => {
    let inData = false;
    socket.write('220 test\r\n');
    socket.on('error', () => undefined);
    socket.on('data', (chunk) => {
      for (const line of chunk.toString().split('\r\n').slice(0, -1)) {
        lines.push(line);
        if (inData && line !== '.') continue;
        inData = line === 'DATA';
        if (line.startsWith('RCPT')) socket.write(`${answerToRecipient}\r\n`);
        else socket.write(inData ? '354 go on\r\n' : line === 'QUIT' ? '221 bye\r\n' : '250 ok\r\n');
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `smtp://127.0.0.1:${(server.address() as net.AddressInfo).port}`, lines, close: () => server.close() };
}

describe('mail with a server', () => {
  it('goes there and leaves no file', async () => {
    const server = await mailServer('250 ok');
    try {
      const transport = new MailTransport({ dataDir, MAIL_FROM: 'portal@town.example', SMTP_URL: server.url });
      await transport.send({ ...letter, id: 'real' });
      expect(server.lines).toEqual(expect.arrayContaining(['RCPT TO:<anna@example.com>', 'Message-ID: <real@veche>']));
      await expect(written('real')).rejects.toThrow('ENOENT');
    } finally {
      server.close();
    }
  });

  it('that refuses is told by its code, and one that is away throws', async () => {
    const server = await mailServer('550 no such mailbox');
    const transport = new MailTransport({ dataDir, MAIL_FROM: 'portal@town.example', SMTP_URL: server.url });
    await expect(transport.send(letter)).rejects.toMatchObject({ responseCode: 550 });
    server.close();
    await expect(transport.send(letter)).rejects.toThrow('ECONNREFUSED');
  });
});
