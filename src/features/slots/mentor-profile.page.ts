import { paths } from '../../paths.ts';
import { toMentorLink } from '../../web/face.ts';
import { view } from '../../web/page-renderer.ts';
import type { MentorLink } from '../../web/partials.page.ts';
import type { SlotMentor } from './mentor-directory.ts';
import { type Month, type MonthChoice, type MonthReader, toMonth } from './month.ts';
import { type SessionCard, toSessionCard } from './session-card.page.ts';
import { MAX_COUNTED } from './slot-search.ts';
import { groupOffers } from './slot-series.ts';
import { seatsLeft, type TimeSlot } from './time-slot.ts';

export interface MentorProfilePage {
  readonly mentor: MentorLink;
  /** Plain text; its line breaks are kept. */
  readonly bio: string | null;
  readonly topics: readonly string[];
  /** `14 sessions given`; null before the first. */
  readonly given: string | null;
  /** What of the address was ignored, as a sentence. */
  readonly note: string | null;
  readonly month: Month;
  /** What can be booked, each with its further dates. */
  readonly sessions: readonly SessionCard[];
}

export interface MentorProfileInput extends MonthReader, MonthChoice {
  readonly mentor: SlotMentor;
  /** Something else was asked for. */
  readonly isMonthIgnored: boolean;
  readonly slotsOfMonth: readonly TimeSlot[];
  readonly upcoming: readonly TimeSlot[];
  readonly sessionsGiven: number;
}

const MONTH_IGNORED = 'The month in the address could not be read, or is not on sale, and was ignored.';

export function toMentorProfilePage(input: MentorProfileInput): MentorProfilePage {
  const { mentor, month, isPresent, slotsOfMonth: slots, upcoming, viewerZone, now } = input;
  const hrefOf = (other: string) => `${paths.mentorProfile(mentor.handle)}?month=${other}#month`;
  return {
    mentor: toMentorLink(mentor),
    bio: mentor.bio || null,
    topics: mentor.topics,
    given: describeGiven(input.sessionsGiven),
    note: input.isMonthIgnored ? MONTH_IGNORED : null,
    month: toMonth({ month, isPresent, slots, upcoming, viewerZone, now, hrefOf }),
    sessions: groupOffers(seatsLeftFirst(upcoming)).map(([slot, ...others]) => {
      const later = others.map((other) => ({ ...other, isFull: isFull(other) }));
      return toSessionCard({ slot, later, mentor, viewerZone, now });
    }),
  };
}

function describeGiven(sessions: number): string | null {
  if (sessions === 0) return null;
  if (sessions > MAX_COUNTED) return `${MAX_COUNTED.toLocaleString('en')}+ sessions given`;
  return sessions === 1 ? '1 session given' : `${sessions.toLocaleString('en')} sessions given`;
}

function seatsLeftFirst(slots: readonly TimeSlot[]): readonly TimeSlot[] {
  return [...slots].sort((one, other) => Number(isFull(one)) - Number(isFull(other)));
}

function isFull(slot: TimeSlot): boolean {
  return seatsLeft(slot) === 0;
}

export const mentorProfileView = view<MentorProfilePage>('slots/mentor-profile');
