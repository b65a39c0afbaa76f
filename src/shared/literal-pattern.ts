/** A pattern that finds this very text, whatever characters it has, in any letter case. */
export function literalPattern(text: string): RegExp {
  return new RegExp(escapePattern(text), 'iu');
}

/** A pattern for the whole of a text. */
export function wholeTextPattern(text: string): RegExp {
  return new RegExp(`^${escapePattern(text)}$`, 'iu');
}

function escapePattern(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`);
}
