import getPort, { portNumbers } from 'get-port';

/**
 * Below the ports that Linux (32768) and macOS (49152) use for outgoing connections, so that none of those
 * can take the port meanwhile. Above the ports of the embedded servers.
 */
const FIRST = 20_000;
const RANGE = 3_000;
const WORKERS = 4;
const TRIED = 400;

/** Mocha numbers its parallel workers. Each worker has its own range, so that no two choose the same port. */
const ownRange = FIRST + (Number(process.env.MOCHA_WORKER_ID ?? 0) % WORKERS) * RANGE;

/** A free TCP port of 127.0.0.1. It stays free until a server listens on it, even seconds later. */
export function freePort(): Promise<number> {
  const from = ownRange + Math.floor(Math.random() * (RANGE - TRIED));
  return getPort({ host: '127.0.0.1', port: portNumbers(from, from + TRIED) });
}
