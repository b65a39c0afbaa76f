import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ejs, { type TemplateFunction } from 'ejs';
import { projectFolder } from '../../shared/project-folder.ts';
import { escapeHtml, ScriptText } from '../../shared/text.ts';
import { coloursOf, toFace } from '../../web/face.ts';
import type { CurrentUser } from '../../web/guards.ts';
import type { SessionTime } from '../../web/partials.page.ts';

/** The session that a mail is about. */
export interface MailSession {
  readonly title: string;
  /** Below the title: `with Meera Iyer`. */
  readonly about: string;
  /** The mentor's, in mails to attendees. */
  readonly face: MailFace | null;
  readonly time: SessionTime;
  /** The label of `time.mentorTime`: `Your mentor’s time`. */
  readonly otherClock: string;
  /** The session is cancelled. */
  readonly isOff?: boolean;
}

/** A photo, or initials on a tint. Mail programs do not load stylesheets, so the colours are inline. */
export interface MailFace {
  readonly initials: string;
  readonly background: string;
  readonly ink: string;
  /** Absolute. */
  readonly photoUrl: string | null;
}

export interface MailFact {
  readonly label: string;
  readonly value: string;
}

export interface MailLink {
  readonly text: string;
  /** Absolute. */
  readonly url: string;
}

/** The content of a mail, rendered as HTML and as text. All texts are formatted. */
export interface MailPage {
  readonly subject: string;
  /** Mail programs show it next to the subject. */
  readonly preview: string;
  readonly heading: string;
  /** Null if the address may not belong to the person with this name. */
  readonly recipientName: string | null;
  readonly paragraphs: readonly string[];
  readonly session: MailSession | null;
  readonly facts: readonly MailFact[];
  readonly action: MailLink | null;
  /** A second button, such as "Join the meeting". */
  readonly secondAction?: MailLink;
  readonly links: readonly MailLink[];
  /** Less important facts at the end. */
  readonly notes: readonly string[];
  /** schema.org as JSON-LD, with which mail programs show the booking. */
  readonly markup?: object;
}

/** The texts around every mail. */
export interface MailFrame {
  readonly brand: string;
  readonly siteUrl: string;
  readonly supportEmail: string;
}

export interface MailPerson {
  readonly id: string;
  readonly name: string;
  readonly photo: string | null;
}

export function toMailFace(person: MailPerson, { baseUrl }: Pick<SiteAddress, 'baseUrl'>): MailFace {
  const { initials, tint, photo } = toFace(person);
  const photoUrl = photo === null ? null : `${baseUrl}${photo}&size=96`;
  const { pale: background, deep: ink } = coloursOf(tint);
  return { initials, background, ink, photoUrl };
}

/** The recipient of a mail. */
export type MailReader = CurrentUser;

/** The origin for links, and the address of the support. */
export interface SiteAddress {
  /** Origin of the site. */
  readonly baseUrl: string;
  readonly supportEmail: string;
}

const VIEWS = join(projectFolder, 'views/emails');
const MAX_TITLE = 48;
const BREAKS = /[\p{Cc}\u2028\u2029]+/gu;

let templates: { html: TemplateFunction; text: TemplateFunction } | undefined;

/** Renders a mail as HTML and as text. A value cannot add markup to the HTML or lines to the text. */
export function renderMail(mail: MailPage, frame: MailFrame): { html: string; text: string } {
  templates ??= { html: load('mail.html.ejs', escapeHtml), text: load('mail.text.ejs', toOneLine) };
  const markup = mail.markup ? new ScriptText(mail.markup) : null;
  return { html: templates.html({ mail, frame, markup }), text: templates.text({ mail, frame }) };
}

/** Without line breaks and control characters. */
export function toOneLine(text: unknown): string {
  return String(text).replace(BREAKS, ' ').trim();
}

/** Shortens a title for subjects, which phones cut off, so that the text after it remains visible. */
export function shortTitle(title: string): string {
  const characters = Array.from(title);
  const isShort = characters.length <= MAX_TITLE;
  return isShort ? title : `${characters.slice(0, MAX_TITLE - 1).join('')}…`;
}

function load(name: string, escape: (value: unknown) => string): TemplateFunction {
  const filename = `${VIEWS}/${name}`;
  return ejs.compile(readFileSync(filename, 'utf8'), { filename, escape });
}
