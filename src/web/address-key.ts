import { isIPv6 } from 'node:net';

const MAPPED_V4 = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i;
const GROUPS = 8;
const GROUPS_OF_NETWORK = 4;

/**
 * The network address under which requests are counted: an IPv4 address as it is, of an IPv6 address the /64, because
 * its other half is the subscriber's own to choose.
 */
export function addressKey(ip: string): string {
  const mapped = MAPPED_V4.exec(ip)?.[1];
  if (mapped !== undefined) return mapped;
  if (!isIPv6(ip)) return ip;
  const [head = '', tail] = (ip.split('%')[0] ?? '').split('::');
  const before = groupsOf(head);
  const after = groupsOf(tail ?? '');
  const zeros = Array.from({ length: GROUPS - before.length - after.length }, () => '0');
  return [...before, ...(tail === undefined ? [] : zeros), ...after].slice(0, GROUPS_OF_NETWORK).join(':');
}

function groupsOf(text: string): readonly string[] {
  if (text === '') return [];
  return text.split(':').map((group) => group.toLowerCase().replace(/^0+(?=.)/, ''));
}
