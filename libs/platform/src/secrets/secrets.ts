import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Config } from '../config/config.js';

/** Encrypts what must live in the database and be readable again, with a key that lives outside it (AES-256-GCM). */
export class Secrets {
  private readonly key: Buffer;

  constructor(config: Pick<Config, 'VECHE_SECRET_KEY' | 'dataDir'>) {
    this.key = config.VECHE_SECRET_KEY === undefined ? keyFile(config.dataDir) : Buffer.from(config.VECHE_SECRET_KEY, 'hex');
  }

  /** Names the key without telling anything of it: whether two keys are the same one. */
  get fingerprint(): string {
    return createHash('sha256').update('veche key fingerprint').update(this.key).digest('hex').slice(0, 16);
  }

  /** The key itself, for a copy that its owner asked for. */
  get text(): string {
    return this.key.toString('hex');
  }

  /** nonce (12 bytes) · tag (16 bytes) · text */
  seal(text: string): Buffer {
    const nonce = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', this.key, nonce);
    const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
    return Buffer.concat([nonce, cipher.getAuthTag(), body]);
  }

  /** @throws when the key is another one or the bytes were touched */
  open(sealed: Buffer): string {
    const decipher = createDecipheriv('aes-256-gcm', this.key, sealed.subarray(0, 12));
    decipher.setAuthTag(sealed.subarray(12, 28));
    return Buffer.concat([decipher.update(sealed.subarray(28)), decipher.final()]).toString('utf8');
  }
}

/** Where the key is when it is not given by VECHE_SECRET_KEY. */
export function keyFileOf(dataDir: string): string {
  return path.join(dataDir, 'secret.key');
}

function keyFile(dataDir: string): Buffer {
  const file = keyFileOf(dataDir);
  if (!existsSync(file)) {
    mkdirSync(dataDir, { recursive: true });
    try {
      writeFileSync(file, randomBytes(32).toString('hex'), { mode: 0o600, flag: 'wx' });
    } catch (error) {
      // Another process was quicker; its key is the key.
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
  return Buffer.from(readFileSync(file, 'utf8').trim(), 'hex');
}

/** A secret for a cookie or a link, and the hash under which the database knows it. */
export function newToken(): { token: string; hash: Buffer } {
  const token = randomBytes(32).toString('base64url');
  return { token, hash: hashToken(token) };
}

/** Tokens have 256 random bits, so a plain hash is enough: there is nothing to guess. */
export function hashToken(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
