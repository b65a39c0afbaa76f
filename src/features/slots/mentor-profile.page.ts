import { paths } from '../../paths.ts';
import { beginningOf, MAX_COUNTED, MORE_THAN_COUNTED } from '../../shared/text.ts';
import { formatInr } from '../../shared/money.ts';
import { toMentorLink } from '../../web/face.ts';
import { view } from '../../web/page-renderer.ts';
import type { Share, TopicArt } from '../../web/partials.page.ts';
import { clockWithZone, dayName } from '../../web/session-time.ts';
import type { SlotMentor } from './mentor-directory.ts';
import { type MonthChoice, type MonthReader, toMonth } from './month.ts';
import { toSessionCard } from './session-card.page.ts';
import { seriesOfMentor } from './slot-listing.ts';
import { describeShared } from './slot-sharing.ts';
import { seatsLeft, type TimeSlot } from './time-slot.ts';
import type { TrackRecord } from './time-slot.repository.ts';
import { topicArts } from './topic-art.ts';

export type MentorProfilePage = ReturnType<typeof toMentorProfilePage>;

export interface MentorProfileInput extends MonthReader, MonthChoice {
  readonly mentor: SlotMentor;
  /** Whether an unreadable month was asked for. */
  readonly isMonthIgnored: boolean;
  readonly slotsOfMonth: readonly TimeSlot[];
  readonly upcoming: readonly TimeSlot[];
  readonly trackRecord: TrackRecord;
}

const MONTH_IGNORED = 'The month in the address could not be read, or is not on sale, and was ignored.';

export function toMentorProfilePage(input: MentorProfileInput) {
  const { mentor, month, isPresent, slotsOfMonth: slots, upcoming, viewerZone, now } = input;
  const hrefOf = (other: string) => `${paths.mentorProfile(mentor.handle)}?month=${other}#month`;
  const next = upcoming.find((slot) => seatsLeft(slot) > 0);
  return {
    mentor: toMentorLink(mentor),
    ...splitBio(mentor.bio),
    /** The next session with a free seat: `Tomorrow, 11:00 am IST`, `Thu 3 Dec, 11:00 am IST`. */
    nextFree: next ? { slotId: next.id, text: timeOf(next, input) } : null,
    topics: mentor.topics,
    /** Pictures of the topics or, without topics, of the sessions on sale. Each picture appears once. */
    arts: artsOf(input),
    /** Facts about past sessions, such as `14 sessions given`, without small numbers. Empty before the first session. */
    facts: describeRecord(input.trackRecord),
    /** The ignored part of the address, as a sentence. */
    note: input.isMonthIgnored ? MONTH_IGNORED : null,
    share: toMentorShare(input, next),
    month: toMonth({ month, isPresent, slots, upcoming, viewerZone, now, hrefOf }),
    /** The sessions on sale, each with its other dates. */
    sessions: seriesOfMentor(upcoming, viewerZone).map(({ next: slot, later }) =>
      toSessionCard({ slot, later, mentor, viewerZone, now }),
    ),
  };
}

const INTRO_LENGTH = 140;
const SENTENCES = /^[\s\S]{40,}(?:[.!?](?=\s)|[।॥。！？])/;

/**
 * `intro`: the first sentences, beside the photo, or all of a short biography. `bio`: the whole biography below the
 * sessions, if it is longer.
 */
function splitBio(bio: string): { intro: string | null; bio: string | null } {
  if (bio.length <= INTRO_LENGTH) return { intro: bio || null, bio: null };
  const [sentences] = SENTENCES.exec(bio.slice(0, INTRO_LENGTH)) ?? [];
  return { intro: sentences ?? beginningOf(bio, INTRO_LENGTH), bio };
}

const MAX_ARTS = 3;

function artsOf({ mentor, upcoming }: MentorProfileInput): readonly TopicArt[] {
  const topics = mentor.topics.map((topic) => ({ topic, title: '' }));
  return topicArts([...topics, ...upcoming, { topic: '', title: mentor.headline }], MAX_ARTS);
}

function timeOf({ scheduledAt }: TimeSlot, { viewerZone, now }: MentorProfileInput): string {
  return `${dayName(scheduledAt, viewerZone, now)}, ${clockWithZone(scheduledAt, viewerZone)}`;
}

/** The next free time is the best reason to open the link. */
function toMentorShare(
  { mentor, viewerZone: sharerZone, now }: MentorProfileInput,
  next: TimeSlot | undefined,
): Share {
  const lines = [
    `Sessions with ${mentor.name}`,
    ...(mentor.headline ? [mentor.headline] : []),
    ...(next ? [`Next free: ${describeShared(next, { now, sharerZone })}, ${formatInr(next.price)}`] : []),
  ];
  return {
    path: paths.mentorProfile(mentor.handle),
    code: paths.mentorCode(mentor.handle),
    title: mentor.name,
    text: lines.join('\n'),
  };
}

const monthAndYear = new Intl.DateTimeFormat('en-GB', { month: 'long', year: 'numeric', timeZone: 'UTC' });
/** A smaller number of sessions says little and looks weak. */
const MIN_SHOWN = 5;

function describeRecord({ sessions, attendees, cancelled, firstAt }: TrackRecord): readonly string[] {
  if (sessions === 0 || firstAt === null) return [];
  const since = `mentor since ${monthAndYear.format(firstAt)}`;
  if (sessions + cancelled > MAX_COUNTED) return [`${MORE_THAN_COUNTED} sessions given`, since];
  if (sessions < MIN_SHOWN) return [since];
  return [
    `${sessions} sessions given`,
    `${attendees} attendees`,
    since,
    ...(cancelled === 0 ? ['never cancelled a session'] : []),
  ];
}

export const mentorProfileView = view<MentorProfilePage>('slots/mentor-profile');
