import getPort, { portNumbers } from 'get-port';

/** Below the ports that Linux (32768) and macOS (49152) give to outgoing connections: none of those can take it meanwhile. */
const FIRST = 20_000;
const LAST = 32_000;
const TRIED = 400;

/** A free TCP port of 127.0.0.1 that stays free until a server listens on it, even seconds later. */
export function freePort(): Promise<number> {
  const from = FIRST + Math.floor(Math.random() * (LAST - FIRST - TRIED));
  return getPort({ host: '127.0.0.1', port: portNumbers(from, from + TRIED) });
}
