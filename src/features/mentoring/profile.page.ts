import * as z from 'zod';
import type { Face } from '../../web/face.ts';
import { view } from '../../web/page-renderer.ts';
import { lineOfText, linesOfText } from '../../web/parse-input.ts';
import type { FormModel, ShownTime } from '../../web/partials.page.ts';
import { timeZoneField, type ZoneGroup } from '../../web/zone-choices.ts';
import { handleLimits } from '../accounts/index.ts';

export interface OwnProfilePage {
  /** `name handle headline bio topics timeZone`; topics are separated by commas. */
  readonly form: FormModel;
  /** Only errors of `photo`. */
  readonly photo: FormModel;
  readonly name: string;
  readonly handle: string;
  readonly face: Face;
  /** How others see the profile, as stored or as typed. */
  readonly card: PublicCard;
  readonly timeZones: readonly ZoneGroup[];
  /** The secret address of the mentor's calendar, shown once after it was made. */
  readonly calendarUrl: string | null;
  /** When the present address was made. */
  readonly calendarSince: ShownTime | null;
}

export type PublicCard = ReturnType<typeof toPublicCard>;

/** Made from the typed values before they are checked. */
export function toPublicCard({ values }: FormModel) {
  const { name = '', headline = '', topics: listed = '', bio = '' } = values;
  const names = listed.split(',').map((topic) => topic.trim());
  return { name, headline, topics: names.filter(Boolean), bio };
}

export const ownProfileView = view<OwnProfilePage>('mentoring/profile');

const MAX_TOPICS = 8;
const MAX_TOPIC = 60;
const HANDLE_ERROR = `Handle: enter ${handleLimits.min} to ${handleLimits.max} lower-case letters, digits and single hyphens, such as asha-raman.`;

const handle = z
  .string({ error: HANDLE_ERROR })
  .trim()
  .toLowerCase()
  .min(handleLimits.min, { error: HANDLE_ERROR })
  .max(handleLimits.max, { error: HANDLE_ERROR })
  .regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/, { error: HANDLE_ERROR });

const topics = lineOfText({ label: 'Topics', max: 600 })
  .transform((text) => [...new Set(text.split(',').map((topic) => topic.trim()))].filter(Boolean))
  .refine((list) => list.length <= MAX_TOPICS, { error: `Topics: enter ${MAX_TOPICS} at most.` })
  .refine((list) => list.every((topic) => Array.from(topic).length <= MAX_TOPIC), {
    error: `Topics: each may have ${MAX_TOPIC} characters at most.`,
  })
  .default([]);

/** Missing fields stay unchanged. */
export const profileSchema = z.object({
  name: lineOfText({ label: 'Name', max: 80, isRequired: true }),
  handle,
  headline: lineOfText({ label: 'Headline', max: 120 }).default(''),
  bio: linesOfText({ label: 'About you', max: 2_000 }).default(''),
  topics,
  timeZone: timeZoneField,
});
