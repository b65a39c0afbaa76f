import { paths } from '../../paths.ts';
import { formatInr, toPaise } from '../../shared/money.ts';
import { BRAND, countOf } from '../../shared/text.ts';
import type { SessionTime, Share } from '../../web/partials.page.ts';
import { clockWithZone, shortDate, toSessionTime, zoneName } from '../../web/session-time.ts';
import { DEFAULT_ZONE } from '../../shared/zoned-time.ts';
import type { PageSharing } from '../../web/sharing.ts';
import type { HomePage } from './home.page.ts';
import type { SlotMentor } from './mentor-directory.ts';
import { pictureVersion, type SharePicture } from './share-picture.ts';
import { endsAt, isOnSale, seatsLeft, type TimeSlot } from './time-slot.ts';
import { topicArt, topicArts } from './topic-art.ts';

const SCHEMA = 'https://schema.org';
/** Search engines and chats cut longer texts. */
const MAX_TEXT = 300;

interface Shared {
  readonly mentor: SlotMentor;
  /** Origin of the site. */
  readonly baseUrl: string;
  readonly now: Date;
}

/** What chats and search engines read about a session. */
export function toSlotSharing({ slot, ...about }: Shared & { readonly slot: TimeSlot }): PageSharing {
  const picture = toSlotPicture(slot, about.mentor, about.now);
  return {
    path: paths.slot(slot.id),
    kind: 'website',
    picture: {
      path: paths.slotPicture(slot.id, pictureVersion(picture)),
      text: toSlotShare(slot, about.mentor, about).text.replaceAll('\n', '. '),
    },
    data: [toEvent(slot, about)],
  };
}

/** Searches show the same sessions in many ways, so search engines should not index them. */
export function toHomeSharing({ isSearch, pager }: HomePage, baseUrl: string): PageSharing {
  const isFurther = pager?.previousHref !== null && pager !== null;
  return {
    ...(!isSearch && { title: 'Book an hour with people who have done it' }),
    path: paths.home,
    kind: 'website',
    isHidden: isSearch || isFurther,
    data: isSearch || isFurther ? [] : [toWebSite(baseUrl)],
  };
}

export function toMentorSharing({ mentor, baseUrl }: Omit<Shared, 'now'>): PageSharing {
  const picture = toMentorPicture(mentor);
  return {
    title: `Sessions with ${mentor.name}`,
    path: paths.mentorProfile(mentor.handle),
    kind: 'profile',
    picture: {
      path: paths.mentorPicture(mentor.handle, pictureVersion(picture)),
      text: [mentor.name, ...picture.lines].join('. '),
    },
    data: [
      {
        '@context': SCHEMA,
        '@type': 'ProfilePage',
        mainEntity: toPerson(mentor, baseUrl),
      },
    ],
  };
}

/** The mentor's next sessions; if there are more, not all of them. */
export interface Upcoming {
  readonly slots: readonly TimeSlot[];
  readonly hasMore: boolean;
}

/**
 * `Staff engineer · 4 sessions to book from ₹499 · next Thu 3 Dec`, the day in the mentor's zone. Of a mentor with too many
 * to look at: `48+ sessions to book`.
 */
export function describeMentor(mentor: SlotMentor, { slots, hasMore }: Upcoming, now: Date): string {
  const free = slots.filter((slot) => seatsLeft(slot) > 0);
  const [next] = free;
  const about = mentor.headline || `Live sessions with ${mentor.name}`;
  if (!next) return about;
  const lowest = Math.min(...free.map(({ price }) => price));
  return [
    about,
    hasMore
      ? `${free.length}+ sessions to book`
      : `${countOf(free.length, 'session')} to book from ${formatInr(toPaise(lowest))}`,
    `next ${shortDate(next.scheduledAt, next.timeZone, now)}`,
  ].join(' · ');
}

export function toSlotPicture(slot: TimeSlot, mentor: SlotMentor, now: Date): SharePicture {
  const { month, day, date, hours, zone, duration, inIndia } = toSharedTime(slot, now);
  const closed = describeClosed(slot, mentor, now);
  return {
    title: slot.title,
    arts: [topicArt(slot)],
    lines: [date, `${hours} ${zone} • ${duration}`, ...(inIndia === null ? [] : [`In India ${inIndia}`])],
    leaf: { month, day },
    stub:
      closed === undefined
        ? { text: formatInr(slot.price), isClosed: false }
        : { text: closed, isClosed: true },
    person: toPictured(mentor),
  };
}

export interface SharedTime extends SessionTime {
  /** The same moment where most readers are: `Sat 4 Oct, 6:30 pm IST`; null if the mentor is there, too. */
  readonly inIndia: string | null;
}

/**
 * The time of a session in shared texts: in the mentor's zone and with its name, because readers may be anywhere.
 * @param now leaves out the year if it is that of `now`
 */
export function toSharedTime(
  slot: Pick<TimeSlot, 'scheduledAt' | 'duration' | 'timeZone'>,
  now?: Date,
): SharedTime {
  const { timeZone } = slot;
  const { mentorTime, ...time } = toSessionTime({
    ...slot,
    mentorZone: DEFAULT_ZONE,
    viewerZone: timeZone,
    now,
  });
  return {
    ...time,
    zone: zoneName(slot.scheduledAt, timeZone),
    mentorTime: null,
    inIndia: mentorTime,
  };
}

export interface Sharing {
  /** Leaves out the current year. */
  readonly now: Date;
  /** Comes first, because friends often live in the same zone. */
  readonly sharerZone?: string;
}

/** `Sat 4 Oct, 2:00 pm BST (6:30 pm IST)`: the same moment where people are who may read it. */
export function describeShared(
  { scheduledAt, timeZone }: Pick<TimeSlot, 'scheduledAt' | 'timeZone'>,
  { now, sharerZone = timeZone }: Sharing,
): string {
  const [here, ...elsewhere] = [sharerZone, timeZone, DEFAULT_ZONE].map((zone) => ({
    date: shortDate(scheduledAt, zone, now),
    clock: clockWithZone(scheduledAt, zone),
  })) as [SharedClock, ...SharedClock[]];
  const others = elsewhere
    .filter(({ clock }) => clock !== here.clock)
    .map(({ date, clock }) => (date === here.date ? clock : `${date}, ${clock}`));
  const inBrackets = others.length > 0 ? ` (${[...new Set(others)].join('; ')})` : '';
  return `${here.date}, ${here.clock}${inBrackets}`;
}

interface SharedClock {
  readonly date: string;
  readonly clock: string;
}

/** Why a session cannot be booked, in at most two words; undefined while it is on sale. */
function describeClosed(
  slot: TimeSlot,
  mentor: Pick<SlotMentor, 'isDisabled'>,
  now: Date,
): string | undefined {
  if (slot.status === 'cancelled') return 'Cancelled';
  if (endsAt(slot) <= now) return 'Over';
  if (slot.scheduledAt <= now) return 'Under way';
  if (mentor.isDisabled) return 'Not offered';
  return seatsLeft(slot) === 0 ? 'Fully booked' : undefined;
}

/**
 * The message with which a reader shares a session: title, mentor, time with zone, and the price or why it cannot be
 * booked.
 */
export function toSlotShare(
  slot: TimeSlot,
  mentor: Pick<SlotMentor, 'name' | 'isDisabled'>,
  sharing: Sharing,
): Share {
  const { duration } = toSharedTime(slot);
  const price = describeClosed(slot, mentor, sharing.now) ?? formatInr(slot.price);
  return {
    path: paths.slot(slot.id),
    code: paths.slotCode(slot.id),
    title: slot.title,
    text: `${slot.title}, with ${mentor.name}\n${describeShared(slot, sharing)}, ${duration}\n${price}`,
  };
}

const MAX_ARTS = 2;

export function toMentorPicture(mentor: SlotMentor): SharePicture {
  const lines = [mentor.headline, mentor.topics.slice(0, 4).join(' • ')].filter((line) => line !== '');
  const topics = mentor.topics.map((topic) => ({ topic, title: mentor.headline }));
  const arts = topicArts(topics, MAX_ARTS);
  return { title: mentor.name, arts, lines, leaf: null, stub: null, person: toPictured(mentor) };
}

function toPictured({ id, name, headline, photo }: SlotMentor): NonNullable<SharePicture['person']> {
  return { id, name, headline, photo };
}

function toEvent(slot: TimeSlot, { mentor, baseUrl, now }: Shared): object {
  const url = baseUrl + paths.slot(slot.id);
  const picture = baseUrl + paths.slotPicture(slot.id, pictureVersion(toSlotPicture(slot, mentor, now)));
  const person = toPerson(mentor, baseUrl);
  return {
    '@context': SCHEMA,
    '@type': 'Event',
    name: slot.title,
    ...(slot.description && { description: shorten(slot.description) }),
    url,
    image: [picture],
    startDate: slot.scheduledAt.toISOString(),
    endDate: endsAt(slot).toISOString(),
    eventAttendanceMode: `${SCHEMA}/OnlineEventAttendanceMode`,
    eventStatus: `${SCHEMA}/Event${slot.status === 'cancelled' ? 'Cancelled' : 'Scheduled'}`,
    location: { '@type': 'VirtualLocation', url },
    maximumAttendeeCapacity: slot.maxStudents,
    remainingAttendeeCapacity: seatsLeft(slot),
    organizer: person,
    performer: person,
    offers: {
      '@type': 'Offer',
      url,
      price: (slot.price / 100).toFixed(2),
      priceCurrency: 'INR',
      availability: `${SCHEMA}/${availabilityOf(slot, { mentor, now })}`,
    },
  };
}

function toWebSite(baseUrl: string): object {
  return {
    '@context': SCHEMA,
    '@type': 'WebSite',
    name: BRAND,
    url: `${baseUrl}${paths.home}`,
    potentialAction: {
      '@type': 'SearchAction',
      target: { '@type': 'EntryPoint', urlTemplate: `${baseUrl}${paths.home}?q={words}` },
      'query-input': 'required name=words',
    },
  };
}

function availabilityOf(slot: TimeSlot, { mentor, now }: Pick<Shared, 'mentor' | 'now'>): string {
  if (!isOnSale(slot, now) || mentor.isDisabled) return 'Discontinued';
  return seatsLeft(slot) === 0 ? 'SoldOut' : 'InStock';
}

function toPerson({ name, handle, headline, topics, photo }: SlotMentor, baseUrl: string): object {
  return {
    '@type': 'Person',
    name,
    ...(headline && { description: headline }),
    ...(handle && { url: baseUrl + paths.mentorProfile(handle) }),
    ...(photo !== null && { image: `${baseUrl}${photo}&size=512` }),
    ...(topics.length > 0 && { knowsAbout: [...topics] }),
  };
}

function shorten(text: string): string {
  const characters = Array.from(text.replaceAll(/\s+/g, ' ').trim());
  return characters.length <= MAX_TEXT
    ? characters.join('')
    : `${characters.slice(0, MAX_TEXT - 1).join('')}…`;
}
