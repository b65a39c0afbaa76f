/** With its slashes: browsers also read `https:example.com`, and people who copy it to another program cannot. */
const HTTPS = /^https:\/\/[^\s\\]+$/i;

/**
 * The address of a page that is fetched over TLS, in the one form in which browsers write it. Undefined when it is
 * none, or when it carries a name or password: what stands before an `@` only looks like the host.
 */
export function parseHttpsUrl(text: string): string | undefined {
  if (!HTTPS.test(text) || !URL.canParse(text)) return undefined;
  const url = new URL(text);
  return url.username === '' && url.password === '' ? url.href : undefined;
}
