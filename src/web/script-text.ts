import ejs from 'ejs';

/** JSON for a script element. No text in it can end the element, so it needs no escaping of HTML. */
export class ScriptText {
  constructor(private readonly data: object) {}

  toString(): string {
    return JSON.stringify(this.data).replace(
      /[<>&\u2028\u2029]/g,
      (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
    );
  }
}

/** For templates: what a view prints, but for text that was made for a script element. */
export function escapeHtml(value: unknown): string {
  return value instanceof ScriptText ? value.toString() : ejs.escapeXML(value);
}
