import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import ejs, { type TemplateFunction } from 'ejs';
import { escapeHtml, ScriptText } from '../../web/script-text.ts';
import type { MailFrame, MailPage } from './mail.page.ts';

const VIEWS = fileURLToPath(new URL('../../../views/emails', import.meta.url));
const MAX_TITLE = 48;
const BREAKS = /[\p{Cc}\u2028\u2029]+/gu;

let templates: { html: TemplateFunction; text: TemplateFunction } | undefined;

/** Both forms of a mail. What is put into them can neither be markup in the one nor a line of its own in the other. */
export function renderMail(mail: MailPage, frame: MailFrame): { html: string; text: string } {
  templates ??= { html: load('mail.html.ejs', escapeHtml), text: load('mail.text.ejs', toOneLine) };
  const markup = mail.markup ? new ScriptText(mail.markup) : null;
  return { html: templates.html({ mail, frame, markup }), text: templates.text({ mail, frame }) };
}

/** As one line, without control characters. */
export function toOneLine(text: unknown): string {
  return String(text).replace(BREAKS, ' ').trim();
}

/** For subjects, which phones cut off: what comes after the title is to be seen. */
export function shortTitle(title: string): string {
  const characters = Array.from(title);
  const isShort = characters.length <= MAX_TITLE;
  return isShort ? title : `${characters.slice(0, MAX_TITLE - 1).join('')}…`;
}

function load(name: string, escape: (value: unknown) => string): TemplateFunction {
  const filename = `${VIEWS}/${name}`;
  return ejs.compile(readFileSync(filename, 'utf8'), { filename, escape });
}
