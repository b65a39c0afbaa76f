import ipaddr from 'ipaddr.js';

/** Bits of an IPv6 address that name the subscriber's network; the rest is the subscriber's own to choose. */
const NETWORK_GROUPS = 4;

/**
 * The network address under which requests are counted: an IPv4 address as it is, also where it is written as IPv6, of an
 * IPv6 address the /64.
 */
export function addressKey(ip: string): string {
  if (!ipaddr.isValid(ip)) return ip;
  const address = ipaddr.process(ip);
  if (address.kind() === 'ipv4') return address.toString();
  return address.toNormalizedString().split(':').slice(0, NETWORK_GROUPS).join(':');
}
