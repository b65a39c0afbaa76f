import { toFace } from '../../../src/web/face.ts';
import type { HomePage } from '../../../src/features/slots/home.page.ts';
import type { MentorProfilePage } from '../../../src/features/slots/mentor-profile.page.ts';
import type { SessionCard } from '../../../src/features/slots/session-card.page.ts';
import type { BookingPanel, SlotPage } from '../../../src/features/slots/slot.page.ts';
import { topicArt } from '../../../src/features/slots/topic-art.ts';
import {
  emptyForm,
  mentor,
  month,
  noRefund,
  refundMoments,
  session,
  timeElsewhere,
  share,
} from './sample-parts.ts';

const sessions: readonly SessionCard[] = [
  session,
  {
    ...session,
    title: 'Your first hire',
    art: topicArt({ topic: 'Founders', title: '' }),
    topic: 'Founders',
    time: { ...session.time, day: 'Sat 5 Dec' },
    leaf: { month: 'Dec', day: '5' },
    mentor: {
      name: 'Jonas Weber',
      handle: 'jonas-weber',
      headline: null,
      face: { initials: 'JW', tint: 3, photo: null },
    },
    more: null,
    sessionType: null,
    price: '₹499',
    seats: { text: 'One-on-one', level: 'plenty', taken: null, total: null },
  },
  {
    ...session,
    title:
      'Reading a balance sheet without fear: a workshop with three real companies, their notes and their auditors',
    art: topicArt({ topic: 'Finance', title: '' }),
    more: null,
    topic: 'Finance',
    sessionType: 'Workshop',
    price: '₹2,999',
    seats: { text: 'Fully booked', level: 'none', taken: 100, total: null },
  },
];

const topics = ['System design', 'Founders', 'Finance'];

const home: HomePage = {
  search: emptyForm,
  isSearch: false,
  topics: topics.map((text) => ({
    text,
    href: `/?topic=${text}`,
    isCurrent: false,
    art: topicArt({ topic: text, title: '' }),
  })),
  days: [{ text: 'Today', href: '/?from=2026-12-01&to=2026-12-01', isCurrent: false }],
  topicChoices: topics,
  mentors: [
    {
      handle: mentor.handle,
      name: mentor.name,
      headline: 'Staff engineer',
      face: mentor.face,
      art: session.art,
    },
    ...['Jonas Weber', 'Zoë O’Hara', 'Lin Chen'].map((name, index) => ({
      handle: `mentor-${index}`,
      name,
      headline: 'Founder',
      face: toFace({ id: `6560f1a2b3c4d5e6f7a8b9${index}0`, name }),
      art: topicArt({ topic: topics[index] ?? '', title: '' }),
    })),
  ],
  active: [],
  isFilterFaulty: false,
  summary: '1,000+ upcoming sessions',
  showingFor: null,
  notes: [],
  next: [...sessions.slice(0, 2), { ...sessions[1]!, title: 'Pricing, with your numbers' }],
  groups: [
    { day: 'Fri 4 Dec', cards: sessions.slice(2) },
    {
      day: 'Mon 7 Dec',
      cards: [
        { ...session, title: 'Queues and retries' },
        { ...sessions[1]!, title: 'The first hundred customers' },
      ],
    },
  ],
  more: [{ day: 'Tue 8 Dec', cards: [{ ...session, title: 'Caches without surprises' }] }],
  pager: { text: 'Page 1 of 50', previousHref: null, nextHref: '/?page=2' },
  soonest: [],
};

const found = {
  ...home,
  isSearch: true,
  next: [],
  more: [],
  pager: null,
};

const later: SessionCard = { ...session, time: { ...session.time, day: 'Fri 11 Dec' } };

const slot: SlotPage = {
  slotId: session.slotId,
  title: session.title,
  art: session.art,
  summary: 'Live session with Asha Raman: Friday, 4 December 2026, 6:30 pm – 7:30 pm IST. ₹1,499.50 for 1 h.',
  mentor,
  mentorBio:
    'I have sat on both sides of some six hundred interviews.\nThese sessions are what I wish I had had.',
  topic: session.topic,
  sessionType: 'Group',
  capacity: 'Up to 12 people',
  description:
    'We take one question, the way it is asked, and play it to the end.\n\nYou bring a notebook. I bring the question, the traps in it and what I wrote about the last forty candidates.\n\n– 10 minutes: how the hour is judged\n– 40 minutes: the question\n– 10 minutes: yours',
  time: timeElsewhere,
  timeUntil: 'in 5 days',
  price: session.price,
  seats: session.seats,
  payingNow: '3 people are paying right now',
  refundTerms: refundMoments,
  panel: { kind: 'form', form: emptyForm },
  share,
  otherDates: [later, { ...later, time: { ...session.time, day: 'Fri 18 Dec' } }],
  otherSessions: sessions.slice(1, 2),
  nextSessions: [sessions[1]!, later],
};

const withPanel = (panel: BookingPanel): SlotPage => ({ ...slot, panel });
const closed = { timeUntil: null, refundTerms: null, otherDates: [], payingNow: null };
const taken: Partial<SlotPage> = {
  seats: { text: 'Fully booked', level: 'none', taken: 100, total: null },
  capacity: '12 seats, all taken',
  payingNow: null,
  refundTerms: null,
  otherDates: [],
};

const profile: MentorProfilePage = {
  mentor,
  intro:
    'I have sat on both sides of some six hundred interviews. These sessions are what I wish I had had before the first.',
  bio: null,
  nextFree: { slotId: session.slotId, text: 'Fri 4 Dec, 6:30 pm IST' },
  topics: ['System design', 'Interviews'],
  arts: [session.art, { name: 'interviews', tint: 3 }],
  facts: ['14 sessions given', '61 attendees', 'mentor since March 2026', 'never cancelled a session'],
  share,
  note: null,
  month,
  sessions: sessions.slice(0, 2),
};

export const slotSamples = {
  'slots/home': {
    '': home,
    filtered: {
      ...found,
      isFilterFaulty: true,
      active: [{ text: 'up to ₹100', href: '/?q=zebra' }],
      search: {
        values: { q: 'zebra', maxPrice: '100', from: '31-02-2026', available: '1', mentor: 'Asha' },
        errors: {
          from: 'The date “31-02-2026” could not be read and was ignored.',
          mentor: '“Asha” is not the handle of a mentor, so that filter was ignored.',
        },
      },
      notes: ['The date “31-02-2026” could not be read and was ignored.'],
      summary: 'No session found for “zebra”, up to ₹100',
      groups: [],
      soonest: sessions.slice(0, 2),
    },
    mistyped: {
      ...found,
      showingFor: 'typescript',
      summary: '1 session found on 2 dates',
      groups: [{ day: 'Fri 4 Dec', cards: [{ ...session, title: 'TypeScript without tears' }] }],
      soonest: sessions.slice(0, 2),
    },
    empty: { ...home, summary: 'No upcoming sessions', next: [], groups: [], more: [], pager: null },
  } satisfies Record<string, HomePage>,
  'slots/slot': {
    '': slot,
    anonymous: withPanel({ kind: 'log-in' }),
    full: { ...withPanel({ kind: 'full', waitlist: 'can-join' }), ...taken },
    waiting: {
      ...withPanel({ kind: 'full', waitlist: 'joined', position: 3 }),
      ...taken,
    },
    'full-anonymous': {
      ...withPanel({ kind: 'full', waitlist: 'log-in' }),
      ...taken,
      nextSessions: [],
    },
    closed: { ...withPanel({ kind: 'closed', reason: 'This session has already started.' }), ...closed },
    late: { ...slot, refundTerms: noRefund, payingNow: null },
    booked: withPanel({ kind: 'booked', bookingId: 'session_1764201600000_V1StGXR8Z5jdHi6B' }),
    own: withPanel({ kind: 'own' }),
    refused: withPanel({
      kind: 'form',
      form: { values: { notes: 'Too long' }, errors: { notes: 'Use 250 characters or fewer.' } },
    }),
  } satisfies Record<string, SlotPage>,
  'slots/mentor-profile': {
    '': profile,
    'long words of their own': {
      ...profile,
      bio: `${profile.intro}\n\n${'Before that I built search at three companies, and wrote a book about it. '.repeat(9)}`,
    },
    empty: {
      ...profile,
      intro: null,
      nextFree: null,
      topics: [],
      facts: [],
      note: 'The month in the address could not be read, or is not on sale, and was ignored.',
      month: {
        ...month,
        days: [],
        weeks: [],
        previous: null,
        nearest: { href: '/?month=2027-01', text: 'The next one is on Fri 1 Jan' },
      },
      sessions: [],
    },
  } satisfies Record<string, MentorProfilePage>,
};
