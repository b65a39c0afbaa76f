import { Router } from 'express';

/**
 * A router that takes an address only as it is written: what parsers, limits and the proxy's rules say of `/api/` or
 * `/readyz` must not be got round by `/API/` or `/readyz/`.
 */
export function createRouter(): Router {
  return Router({ caseSensitive: true, strict: true });
}
