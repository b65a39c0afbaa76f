import { customAlphabet } from 'nanoid';

const MAX_LENGTH = 40;
const randomSuffix = customAlphabet('0123456789abcdefghijkmnpqrstuvwxyz', 5);

/** The name as a part of a URL: `Zoë O'Hara` is `zoe-o-hara`. A name without Latin letters gives `mentor`. */
export function handleOf(name: string): string {
  const slug = name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, MAX_LENGTH)
    .replace(/^-+|-+$/g, '');
  return slug === '' ? 'mentor' : slug;
}

/** For when somebody else has the plain one. */
export function handleWithSuffix(name: string): string {
  return `${handleOf(name)}-${randomSuffix()}`;
}
