import { MongoClient, type Db } from 'mongodb';
import { Types } from 'mongoose';
import {
  createSearchTermModel,
  SearchTermRepository,
} from '../../src/features/slots/search-term.repository.ts';
import { termsOf } from '../../src/features/slots/slot-indexer.ts';
import { toListing } from '../../src/features/slots/slot-listing.ts';
import { Random } from './random.ts';
import type { Site } from './site.ts';

const BATCH = 20_000;
const WORDS_AT_ONCE = 500;
const DAY = 24 * 3_600_000;
const DAYS_AHEAD = 390;
const SESSIONS_OF_A_MENTOR = 250;
const DATES_OF_A_SERIES = 8;
const RARE_WORDS = 3_000;
const RARE_TOPICS = 300;

const subjects = [
  'System design',
  'TypeScript',
  'Hiring',
  'Pricing',
  'Résumé review',
  'Rust',
  'Leading a team',
  'Fundraising',
  'Typography',
  'Public speaking',
];
const kinds = ['mock interview', 'workshop', 'office hours', 'deep dive', 'for beginners'];
const topics = ['Interviews', 'Engineering', 'Founders', 'Design', 'Careers'];
const firstNames = ['Asha', 'Meera', 'Jonas', 'Zoë', 'Ravi', 'Lin', 'Farah', 'Tomás', 'Ngozi', 'Ola'];
const lastNames = ['Rao', 'Iyer', 'Krüger', 'O’Hara', 'Kumar', 'Chen', 'Khan', 'Díaz', 'Okafor', 'Berg'];
/** Most sessions are cheap. */
const prices = [49_900, 49_900, 49_900, 99_900, 99_900, 149_900, 299_900, 999_900];
const syllables = ['ka', 'lo', 'mi', 'ter', 'sun', 'ba', 'ri', 'von', 'pe', 'dra', 'qui', 'fel'];

interface Person {
  readonly _id: Types.ObjectId;
  readonly name: string;
  readonly handle: string;
}

/** The site whose database is filled directly. */
type Target = Pick<Site, 'services' | 'clock' | 'environment'>;

/**
 * Fills the site with weekly series of future sessions by many mentors. A few subjects cover most sessions,
 * one word is in nearly all titles, and some words and topics are rare. One session in fifty has a free seat.
 * The search index is filled as the application would fill it.
 */
export async function insertManySlots(site: Target, count: number): Promise<void> {
  // A separate client, because its operations take longer than a request may.
  const client = await new MongoClient(site.environment.MONGODB_URI!).connect();
  try {
    const db = client.db();
    const chance = new Random(7);
    const mentors = await insertMentors(db, Math.max(8, Math.ceil(count / SESSIONS_OF_A_MENTOR)));
    // Building an index over existing rows is faster than updating it on each insert.
    await db.collection('timeslots').dropIndexes();
    const noon = site.clock.now().getTime() + DAY;
    const makeSeries = seriesMaker(chance, mentors, noon);
    let series = makeSeries(0);
    for (let done = 0; done < count; done += BATCH) {
      const made = Array.from({ length: Math.min(BATCH, count - done) }, (_, index) => {
        const number = done + index;
        if (number % DATES_OF_A_SERIES === 0) series = makeSeries(number);
        return toRow(series, number, chance);
      });
      await db.collection('timeslots').insertMany(
        made.map(({ row }) => row),
        { ordered: false },
      );
      await noteWords(
        site,
        made.map(({ listed }) => listed),
      );
    }
  } finally {
    await client.close();
  }
  await site.services.buildIndexes();
}

async function insertMentors(db: Db, count: number): Promise<readonly Person[]> {
  const mentors = Array.from({ length: count }, (_, number) => ({
    _id: new Types.ObjectId(),
    email: `many.${number}@example.com`,
    name: `${firstNames[number % 10]} ${lastNames[Math.floor(number / 10) % 10]}`,
    handle: `many-${number}`,
    passwordHash: 'not-a-hash',
    roles: ['user', 'mentor'],
    createdAt: new Date(),
  }));
  await db.collection('users').insertMany(mentors);
  return mentors;
}

type Series = ReturnType<ReturnType<typeof seriesMaker>>;

/** Makes the fields that all dates of a series share. */
function seriesMaker(chance: Random, mentors: readonly Person[], start: number) {
  /** Prefers early entries to late ones by far. */
  const pickFirst = <T>(items: readonly T[]): T => items[Math.floor(chance.next() ** 2 * items.length)]!;
  return (number: number) => {
    const mentor = mentors[Math.floor(number / SESSIONS_OF_A_MENTOR) % mentors.length]!;
    const subject = number % 1_000 === 0 ? 'Zymurgy' : pickFirst(subjects);
    const common = chance.happens(0.05) ? '' : ': live session';
    const topic = chance.happens(0.02) ? `Topic ${chance.between(1, RARE_TOPICS)}` : pickFirst(topics);
    const texts = {
      title: `${subject} ${pickFirst(kinds)} ${rareWord(chance.between(0, RARE_WORDS - 1))}${common}`,
      topic,
      price: pickFirst(prices),
      duration: 60,
    };
    const listed = { ...texts, mentorId: mentor._id.toHexString(), mentorName: mentor.name };
    const first = start + Math.floor((chance.next() * (DAYS_AHEAD - 56) * DAY) / 60_000) * 60_000;
    return { texts, mentor, listed, listing: toListing(listed), first };
  };
}

function toRow({ texts, mentor, listed, listing, first }: Series, number: number, chance: Random) {
  const maxStudents = 5;
  const currentStudents = chance.happens(0.02) ? 2 : maxStudents;
  const _id = new Types.ObjectId();
  const scheduledAt = new Date(first + (number % DATES_OF_A_SERIES) * 7 * DAY);
  const row = {
    ...texts,
    _id,
    mentorId: mentor._id,
    description: 'One question in depth, and what to make of it. '.repeat(4),
    sessionType: 'group',
    scheduledAt,
    timeZone: 'Asia/Kolkata',
    maxStudents,
    currentStudents,
    status: 'open',
    version: 0,
    refundPolicy: 'flexible',
    meetingUrl: '',
    seats: [],
    listing: { ...listing, freeSeats: maxStudents - currentStudents },
  };
  return { row, listed: { ...listed, id: _id.toHexString(), scheduledAt } };
}

/** Adds the words to the search vocabulary, as listing the sessions would. */
async function noteWords({ services }: Target, listed: Parameters<typeof termsOf>[0]): Promise<void> {
  const vocabulary = new SearchTermRepository(createSearchTermModel(services.mongo));
  const terms = termsOf(listed);
  for (let done = 0; done < terms.length; done += WORDS_AT_ONCE) {
    await vocabulary.note(terms.slice(done, done + WORDS_AT_ONCE));
  }
}

/** A different word for each number, such as `balo`, `terqui` or `kasunlo`. */
function rareWord(number: number): string {
  const [first, second, third] = [number % 12, Math.floor(number / 12) % 12, Math.floor(number / 144)];
  return [
    syllables[first],
    syllables[second],
    third === 0 ? '' : syllables[third % 12],
    third > 12 ? 'x' : '',
  ].join('');
}

/** The address of every kind of list by its name. */
export const searches: Readonly<Record<string, string>> = {
  home: '/',
  'page 20': '/?page=20',
  topic: '/?topic=interviews',
  'rare topic': '/?topic=topic+7',
  'one word': '/?q=design',
  'word of nearly all': '/?q=session',
  'rare word': '/?q=zymurgy',
  'word of nobody': '/?q=xylophone',
  'beginning of a word': '/?q=typ',
  'first letter of many words': '/?q=b',
  'mistyped word': '/?q=typscript',
  'two words': '/?q=design+asha',
  'word of nearly all and a rare one': '/?q=session+zymurgy',
  'word of nearly all and a rare topic': '/?q=session&topic=topic+7',
  'word of nearly all, seats left': '/?q=session&available=1',
  'three words, seats left': '/?q=typescript+workshop+live&available=1',
  'seats left': '/?available=1',
  'seats left, page 20': '/?available=1&page=20',
  'highest price': '/?maxPrice=600',
  'highest price, all': '/?maxPrice=100000',
  'price below all': '/?maxPrice=20',
  'highest price, seats left': '/?maxPrice=600&available=1',
  'word, topic and highest price': '/?q=hiring&topic=careers&maxPrice=600',
  'cheapest first': '/?sort=price',
  'cheapest first, seats left': '/?sort=price&available=1',
  'word and topic, cheapest first': '/?q=design&topic=Founders&sort=price',
  'word of nearly all, cheapest first': '/?q=session&sort=price',
  'a mentor': '/?mentor=many-3',
  'word of nearly all, of a mentor': '/?mentor=many-3&q=session',
  'page of a mentor': '/mentors/many-3',
};
