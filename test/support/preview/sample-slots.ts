import type { HomePage } from '../../../src/features/slots/home.page.ts';
import type { MentorProfilePage } from '../../../src/features/slots/mentor-profile.page.ts';
import type { SessionCard } from '../../../src/features/slots/session-card.page.ts';
import type { SlotCard } from '../../../src/features/slots/slot-card.page.ts';
import type { BookingPanel, SlotPage } from '../../../src/features/slots/slot.page.ts';
import { toFace } from '../../../src/web/face.ts';
import { emptyForm, mentor, refundTerms, time, timeElsewhere } from './sample-parts.ts';

const card: SlotCard = {
  slotId: '6560f1a2b3c4d5e6f7a8b901',
  title: 'System design interview, played through once',
  mentor,
  topic: 'System design',
  sessionType: 'Group',
  time: timeElsewhere,
  price: '₹1,499.50',
  seats: { text: '12 seats left', level: 'plenty', taken: 20 },
  moreDates: '+3 more dates',
};

const cards: readonly SlotCard[] = [
  card,
  {
    ...card,
    title: 'Your first hire',
    mentor: {
      name: 'Jonas Weber',
      handle: 'jonas-weber',
      headline: 'Founder of Kiran Labs',
      face: { initials: 'JW', tint: 3, photo: null },
    },
    topic: 'Founders',
    sessionType: 'One-on-one',
    time: { ...time, day: '6', date: 'Sunday, 6 December', shortDate: 'Sun 6 Dec', duration: '30 min' },
    price: '₹499',
    seats: { text: '1 seat left', level: 'few', taken: 90 },
    moreDates: null,
  },
  {
    ...card,
    title:
      'Reading a balance sheet without fear: a workshop with three real companies, their notes and their auditors',
    mentor: {
      name: 'Meenakshi Venkataraghavan',
      handle: 'meenakshi-venkataraghavan',
      headline: null,
      face: { initials: 'MV', tint: 1, photo: null },
    },
    topic: null,
    sessionType: 'Workshop',
    time: { ...time, day: '11', date: 'Friday, 11 December 2026', duration: '3 h' },
    price: '₹2,999',
    seats: { text: 'Fully booked', level: 'none', taken: 100 },
    moreDates: null,
  },
];

const session: SessionCard = {
  slotId: card.slotId,
  title: card.title,
  face: toFace({ id: card.slotId, name: mentor.name }),
  mentor,
  headline: 'Staff engineer, ex-Flipkart',
  time: { iso: timeElsewhere.iso, day: 'Fri 4 Dec', start: '6:30 pm', length: '1 h', zone: 'IST' },
  more: {
    text: '+1 more date',
    links: [
      { href: '/slots/6560f1a2b3c4d5e6f7a8b902', iso: timeElsewhere.iso, text: 'Fri 11 Dec, 6:30 pm IST' },
    ],
  },
  topic: card.topic,
  sessionType: card.sessionType,
  price: card.price,
  seats: { ...card.seats, taken: 25 },
};

const sessions: readonly SessionCard[] = [
  session,
  {
    ...session,
    title: 'Your first hire',
    headline: null,
    more: null,
    sessionType: 'One-on-one',
    price: '₹499',
    seats: { text: '1 seat left', level: 'few', taken: 90 },
  },
  {
    ...session,
    title:
      'Reading a balance sheet without fear: a workshop with three real companies, their notes and their auditors',
    more: null,
    topic: null,
    sessionType: 'Workshop',
    price: '₹2,999',
    seats: { text: 'Fully booked', level: 'none', taken: 100 },
  },
];

const topics = ['System design', 'Founders', 'Finance'];

const home: HomePage = {
  search: emptyForm,
  isSearch: false,
  topics: topics.map((text) => ({ text, href: `/?topic=${text}`, isCurrent: text === 'Founders' })),
  days: [{ text: 'Today', href: '/?from=2026-12-01&to=2026-12-01', isCurrent: false }],
  topicChoices: topics,
  mentors: [{ handle: mentor.handle, name: mentor.name, face: session.face }],
  active: [],
  isFilterFaulty: false,
  summary: '1,000+ upcoming sessions',
  showingFor: null,
  notes: [],
  cards: sessions,
  pager: { text: 'Page 2 of 5', previousHref: '/?page=1', nextHref: '/?page=3' },
  soonest: [],
  searched: '',
};

const slot: SlotPage = {
  slotId: card.slotId,
  title: card.title,
  mentor,
  mentorHeadline: 'Staff engineer, eight years of hiring at two payment companies',
  topic: card.topic,
  sessionType: card.sessionType,
  capacity: 'Up to 12 people',
  description:
    'We take one question, the way it is asked, and play it to the end.\n\nYou bring a notebook. I bring the question, the traps in it and what I wrote about the last forty candidates.\n\n– 10 minutes: how the hour is judged\n– 40 minutes: the question\n– 10 minutes: yours',
  time: timeElsewhere,
  price: card.price,
  seats: card.seats,
  payingNow: '3 people are paying right now',
  refundTerms,
  panel: { kind: 'form', form: emptyForm },
};

const withPanel = (panel: BookingPanel): SlotPage => ({ ...slot, panel });

const profile: MentorProfilePage = {
  ...mentor,
  headline: slot.mentorHeadline,
  bio: 'I have sat on both sides of some six hundred interviews.\nThese sessions are what I wish I had had before the first.',
  topics: ['System design', 'Interviews'],
  slots: cards.slice(0, 2),
};

export const slotSamples = {
  'slots/home': {
    '': home,
    filtered: {
      ...home,
      isSearch: true,
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
      summary: 'No session found',
      cards: [],
      pager: null,
      soonest: sessions.slice(0, 2),
      searched: '“zebra”, up to ₹100',
    },
    mistyped: { ...home, isSearch: true, showingFor: 'typescript', summary: '3 sessions found', pager: null },
    empty: { ...home, summary: 'No upcoming sessions', cards: [], pager: null },
  } satisfies Record<string, HomePage>,
  'slots/slot': {
    '': slot,
    anonymous: withPanel({ kind: 'log-in' }),
    full: {
      ...withPanel({ kind: 'full', waitlist: 'can-join' }),
      seats: { text: 'Fully booked', level: 'none', taken: 100 },
    },
    waiting: withPanel({ kind: 'full', waitlist: 'joined', position: 3 }),
    'full-anonymous': withPanel({ kind: 'full', waitlist: 'log-in' }),
    closed: withPanel({ kind: 'closed', reason: 'This session has already started.' }),
    booked: withPanel({ kind: 'booked', bookingId: 'session_1764201600000_V1StGXR8Z5jdHi6B' }),
    own: withPanel({ kind: 'own' }),
    refused: withPanel({
      kind: 'form',
      form: { values: { notes: 'Too long' }, errors: { notes: 'Use 250 characters or fewer.' } },
    }),
  } satisfies Record<string, SlotPage>,
  'slots/mentor-profile': {
    '': profile,
    empty: { ...profile, headline: null, bio: null, topics: [], slots: [] },
  } satisfies Record<string, MentorProfilePage>,
};
