import type { HomePage } from '../../../src/features/slots/home.page.ts';
import type { MentorProfilePage } from '../../../src/features/slots/mentor-profile.page.ts';
import type { SlotCard } from '../../../src/features/slots/slot-card.page.ts';
import type { BookingPanel, SlotPage } from '../../../src/features/slots/slot.page.ts';
import { emptyForm, mentor, refundTerms, time, timeElsewhere } from './sample-parts.ts';

const card: SlotCard = {
  slotId: '6560f1a2b3c4d5e6f7a8b901',
  title: 'System design interview, played through once',
  mentor,
  topic: 'System design',
  sessionType: 'Group',
  time: timeElsewhere,
  price: '₹1,499.50',
  seats: { text: '12 seats left', level: 'plenty' },
};

const cards: readonly SlotCard[] = [
  card,
  {
    ...card,
    title: 'Your first hire',
    mentor: { name: 'Jonas Weber', handle: 'jonas-weber' },
    topic: 'Founders',
    sessionType: 'One-on-one',
    time: { ...time, day: '6', date: 'Sunday, 6 December', shortDate: 'Sun 6 Dec', duration: '30 min' },
    price: '₹499',
    seats: { text: '1 seat left', level: 'few' },
  },
  {
    ...card,
    title:
      'Reading a balance sheet without fear: a workshop with three real companies, their notes and their auditors',
    mentor: { name: 'Meenakshi Venkataraghavan', handle: 'meenakshi-venkataraghavan' },
    topic: null,
    sessionType: 'Workshop',
    time: { ...time, day: '11', date: 'Friday, 11 December 2026', duration: '3 h' },
    price: '₹2,999',
    seats: { text: 'Fully booked', level: 'none' },
  },
];

const home: HomePage = {
  search: emptyForm,
  topics: ['System design', 'Founders', 'Finance'],
  ignoredFilters: [],
  isFiltered: false,
  summary: '24 upcoming sessions',
  slots: cards,
  pager: { text: 'Page 2 of 5', previousHref: '/?page=1', nextHref: '/?page=3' },
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
      isFiltered: true,
      search: { values: { q: 'zebra', maxPrice: '100', available: '1' }, errors: {} },
      ignoredFilters: ['The date “31-02-2026” could not be read and was ignored.'],
      summary: 'No session found',
      slots: [],
      pager: null,
    },
    empty: { ...home, summary: 'No upcoming sessions', slots: [], pager: null },
  } satisfies Record<string, HomePage>,
  'slots/slot': {
    '': slot,
    anonymous: withPanel({ kind: 'log-in' }),
    full: {
      ...withPanel({ kind: 'full', waitlist: 'can-join' }),
      seats: { text: 'Fully booked', level: 'none' },
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
