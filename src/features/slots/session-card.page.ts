import { paths } from '../../paths.ts';
import { formatInr } from '../../shared/money.ts';
import { beginningOf, countOf } from '../../shared/text.ts';
import { type NamedMentor, toMentorLink } from '../../web/face.ts';
import type { Seats } from '../../web/partials.page.ts';
import { dayName, formatMoment, toSessionTime } from '../../web/session-time.ts';
import { datesToChoose } from './slot-listing.ts';
import type { ShownSeries } from './slot-search.ts';
import { seatsLeft, type SessionType, type TimeSlot } from './time-slot.ts';
import { topicArt } from './topic-art.ts';

export const sessionTypeNames: Readonly<Record<SessionType, string>> = {
  'one-on-one': 'One-on-one',
  group: 'Group',
  workshop: 'Workshop',
};

/** Up to this number of free seats, pages point out that few are left, if the session had more. */
const FEW_SEATS = 2;
/** A bar that is nearly empty beside "20 seats left" would contradict it. */
const SHARE_WITH_BAR = 50;

/** A session with one seat is never called scarce. */
export function toSeats(slot: Pick<TimeSlot, 'sessionType' | 'maxStudents' | 'currentStudents'>): Seats {
  const left = seatsLeft(slot);
  const isSingle = slot.maxStudents === 1;
  const sold = Math.round(100 * (1 - left / slot.maxStudents));
  const taken = isSingle || sold < SHARE_WITH_BAR ? null : sold;
  const total = isSingle ? null : `of ${slot.maxStudents}`;
  if (left === 0) return { text: 'Fully booked', level: 'none', taken, total: null };
  if (slot.sessionType === 'one-on-one') {
    return { text: sessionTypeNames['one-on-one'], level: 'plenty', taken, total };
  }
  return {
    text: `${countOf(left, 'seat')} left`,
    level: left <= FEW_SEATS && left < slot.maxStudents ? 'few' : 'plenty',
    taken,
    total,
  };
}

/** A single session, or the next one of a series with its other dates. */
export type SessionCard = ReturnType<typeof toSessionCard>;

export interface ShownCard extends ShownSeries {
  readonly mentor: NamedMentor;
  /** IANA name of the reader's zone. */
  readonly viewerZone: string;
  readonly now: Date;
}

const MAX_LINKED_DATES = 6;

export function toSessionCard({ slot, later, mentor, viewerZone, now }: ShownCard) {
  const { iso, month, day, start, duration, zone } = toSessionTime({
    ...slot,
    mentorZone: slot.timeZone,
    viewerZone,
    now,
  });
  const seats = toSeats(slot);
  return {
    slotId: slot.id,
    title: slot.title,
    art: topicArt(slot),
    mentor: toMentorLink(mentor),
    time: { iso, day: dayName(slot.scheduledAt, viewerZone, now), start, length: duration, zone },
    /** The parts of a calendar leaf. */
    leaf: { month, day },
    /** `+9 more dates, 1 full`, and links to them. Null if there are none. */
    more: toMore(later, {
      isFull: seats.level === 'none',
      calendar: mentor.handle ? `${paths.mentorProfile(mentor.handle)}#month` : paths.slot(slot.id),
      format: (date) => formatMoment(date, viewerZone, now),
    }),
    /** The beginning of the description; null without one. */
    intro: introOf(slot.description),
    topic: slot.topic || null,
    /** `Group`, `Workshop`; null for a one-on-one session, whose seats already say so. */
    sessionType:
      seats.text === sessionTypeNames[slot.sessionType] ? null : sessionTypeNames[slot.sessionType],
    price: formatInr(slot.price),
    seats,
  };
}

const MAX_INTRO = 110;
/** The first one of a line, in Latin, Indian and Chinese scripts. */
const SENTENCE = /^.+?(?:[.!?](?=\s|$)|[।॥。！？]|$)/m;

/** The first sentence, or as many words of it as fit. */
function introOf(description: string): string | null {
  const [sentence = ''] = SENTENCE.exec(description.trim()) ?? [];
  if (sentence.length <= MAX_INTRO) return sentence || null;
  return beginningOf(sentence, MAX_INTRO);
}

interface DatesOfCard {
  /** Whether the session on the card is full. */
  readonly isFull: boolean;
  readonly calendar: string;
  readonly format: (date: Date) => string;
}

/** Other dates of the series, and links to them: `+9 more dates, 1 full`. Null if there are none. Full dates are listed because of their waiting lists, but are not the next choice. */
function toMore(dates: ShownSeries['later'], card: DatesOfCard) {
  if (dates.length === 0) return null;
  const inOrder = [...dates].sort((one, other) => Number(one.isFull) - Number(other.isFull));
  const unlinked = inOrder.slice(MAX_LINKED_DATES);
  return {
    /** Counts the dates with a free seat, and then the full ones. If the session itself is full, all of them together. */
    text: countDates(dates, card),
    /** The first few, those with a free seat first. */
    links: inOrder.slice(0, MAX_LINKED_DATES).map(({ id, scheduledAt, isFull }) => ({
      href: paths.slot(id),
      iso: scheduledAt.toISOString(),
      text: card.format(scheduledAt),
      isFull,
    })),
    /** `3 more in the calendar`, `2 more are full`; null if all are linked. */
    rest: unlinked.length > 0 ? { href: card.calendar, text: describeRest(unlinked, card) } : null,
  };
}

function describeRest(dates: ShownSeries['later'], card: Pick<DatesOfCard, 'isFull'>): string {
  const choices = datesToChoose(dates, card);
  if (choices.length > 0) return `${choices.length} more in the calendar`;
  return dates.length === 1 ? '1 more is full' : `${dates.length} more are full`;
}

/** `+2 more dates, 1 full`; the dates of a full card need not be told apart. */
function countDates(dates: ShownSeries['later'], card: Pick<DatesOfCard, 'isFull'>): string {
  const choices = datesToChoose(dates, card).length;
  if (choices === 0) return `+${countOf(dates.length, 'full date')}`;
  const full = dates.length - choices;
  return `+${countOf(choices, 'more date')}${full > 0 ? `, ${full} full` : ''}`;
}
