import { Router } from 'express';

/**
 * A router with strict, case-sensitive paths. Rules of parsers, limits and the proxy for `/api/` or `/readyz` could
 * otherwise be bypassed by `/API/` or `/readyz/`.
 */
export function createRouter(): Router {
  return Router({ caseSensitive: true, strict: true });
}
