const MAX_LENGTH = 1000;
const ANY_ORIGIN = 'http://local.invalid';
// eslint-disable-next-line no-control-regex -- browsers drop tabs and line breaks from URLs, which turns "/\t/e" into "//e"
const UNSAFE = /[\u0000-\u0020\u007f\\]/;

/**
 * A path of this site to go on to, from untrusted text. Whatever a browser could take for another site
 * (`//e`, `/\e`, a tab or line break before it, `/.//e`, an absolute URL) gives the fallback.
 */
export function safeReturnTo(value: unknown, fallback: string): string {
  if (typeof value !== 'string' || value.length > MAX_LENGTH) return fallback;
  if (!value.startsWith('/') || UNSAFE.test(value) || !URL.canParse(value, ANY_ORIGIN)) return fallback;
  const url = new URL(value, ANY_ORIGIN);
  if (url.origin !== ANY_ORIGIN || url.pathname.startsWith('//')) return fallback;
  return `${url.pathname}${url.search}${url.hash}`;
}
