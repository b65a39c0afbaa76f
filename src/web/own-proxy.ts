import ipaddr from 'ipaddr.js';

const OWN_RANGES = new Set(['loopback', 'private', 'uniqueLocal']);

/**
 * Whether what this hop says of the visitor (X-Forwarded-For, -Proto, -Host) is believed: the nearest one only, and only from
 * this machine or a private network. Whoever reaches an open port from outside speaks for nobody but themselves.
 * @param hop 0 for who is connected to us
 */
export function isOwnProxy(address: string, hop: number): boolean {
  return hop === 0 && ipaddr.isValid(address) && OWN_RANGES.has(ipaddr.process(address).range());
}
