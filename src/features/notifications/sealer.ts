import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import type { PrivateDetails } from './mail.ts';
import type { Sealer } from './outbox.repository.ts';

const CIPHER = 'aes-256-gcm';
const KEY_BYTES = 32;
const IV_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Encrypts with the newest secret and decrypts with any of them. Password reset links wait in the outbox, and nobody
 * who reads the database or a backup may use them.
 * @param secrets newest first
 */
export function createSealer(secrets: readonly string[]): Sealer {
  const keys = secrets.map((secret) =>
    Buffer.from(hkdfSync('sha256', secret, '', 'sureslot outbox', KEY_BYTES)),
  );
  const [newest] = keys;
  if (!newest) throw new Error('A sealer needs a secret');
  return {
    seal: (details) => seal(JSON.stringify(details), newest),
    open(sealed) {
      for (const key of keys) {
        const text = open(Buffer.from(sealed, 'base64url'), key);
        if (text !== undefined) return JSON.parse(text) as PrivateDetails;
      }
      return undefined;
    },
  };
}

function seal(text: string, key: Buffer): string {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv(CIPHER, key, iv);
  const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return Buffer.concat([iv, cipher.getAuthTag(), body]).toString('base64url');
}

function open(sealed: Buffer, key: Buffer): string | undefined {
  try {
    const tagEnd = IV_BYTES + TAG_BYTES;
    const decipher = createDecipheriv(CIPHER, key, sealed.subarray(0, IV_BYTES), {
      authTagLength: TAG_BYTES,
    });
    decipher.setAuthTag(sealed.subarray(IV_BYTES, tagEnd));
    return Buffer.concat([decipher.update(sealed.subarray(tagEnd)), decipher.final()]).toString('utf8');
  } catch {
    return undefined;
  }
}
