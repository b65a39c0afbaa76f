import { createHash, timingSafeEqual } from 'node:crypto';
import type { RequestHandler } from 'express';
import { ApiError } from '../core/api-error.ts';

/** Lets in who holds the key: basic auth of key id and secret. */
export function authenticate(keyId: string, keySecret: string): RequestHandler {
  const expected = digest(`Basic ${Buffer.from(`${keyId}:${keySecret}`).toString('base64')}`);
  return (req, _res, next) => {
    if (!timingSafeEqual(digest(req.get('authorization') ?? ''), expected)) {
      throw new ApiError(401, 'Authentication failed', { reason: 'NA' });
    }
    next();
  };
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
