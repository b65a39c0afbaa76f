/** The policy of the sandbox's own pages: its files only, framed by whom the argument names. */
export function pagePolicy(frameAncestors: '*' | "'none'"): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "connect-src 'self'",
    // The merchant's logo.
    'img-src http: https:',
    "base-uri 'none'",
    `frame-ancestors ${frameAncestors}`,
  ].join('; ');
}
