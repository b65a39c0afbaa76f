import { MongoClient } from 'mongodb';
import { Types } from 'mongoose';
import { toListing } from '../../src/features/slots/slot-listing.ts';
import { collection, createMentor } from './journey.ts';
import { Random } from './random.ts';
import type { Site } from './site.ts';

const BATCH = 2_000;
const DAY = 24 * 3_600_000;
const DAYS_AHEAD = 390;
const subjects = [
  'System design',
  'TypeScript',
  'Hiring',
  'Pricing',
  'Résumé review',
  'Rust',
  'Leading a team',
];
const kinds = ['mock interview', 'workshop', 'office hours', 'deep dive', 'for beginners'];
const topics = ['Interviews', 'Engineering', 'Founders', 'Design', 'Careers'];
const names = ['Asha Rao', 'Meera Iyer', 'Jonas Krüger', 'Zoë O’Hara', 'Ravi Kumar', 'Lin Chen'];
/** Most sessions cost little. */
const prices = [49_900, 49_900, 49_900, 99_900, 99_900, 149_900, 299_900, 999_900];

/**
 * Fills the site with sessions ahead, past the application: a few subjects with most of them, a rare word, one session in fifty
 * with a seat left. They are listed as the application would list them; the vocabulary is noted by `run`.
 */
export async function insertManySlots(site: Site, count: number): Promise<void> {
  const mentors = await Promise.all(
    names.map(async (name) => ({ name, id: await createMentor(site, name) })),
  );
  const chance = new Random(7);
  const random = () => chance.next();
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random() ** 2 * items.length)]!;
  // A client of its own, whose operations may take longer than those of a request.
  const client = await new MongoClient(site.environment.MONGODB_URI!).connect();
  const slots = client.db().collection('timeslots');
  const start = site.clock.now().getTime() + DAY;
  for (let done = 0; done < count; done += BATCH) {
    const rows = Array.from({ length: Math.min(BATCH, count - done) }, (_, index) => {
      const number = done + index;
      const mentor = pick(mentors);
      const subject = number % 1_000 === 0 ? 'Zymurgy' : pick(subjects);
      const slot = {
        title: `${subject} ${pick(kinds)} ${number % 97}`,
        topic: pick(topics),
        price: pick(prices),
        duration: 60,
      };
      const maxStudents = 5;
      const currentStudents = number % 50 === 0 ? 2 : maxStudents;
      const listing = toListing({ ...slot, mentorId: mentor.id, mentorName: mentor.name });
      return {
        ...slot,
        _id: new Types.ObjectId(),
        mentorId: new Types.ObjectId(mentor.id),
        description: 'One question in depth, and what to make of it.',
        sessionType: 'group',
        scheduledAt: new Date(start + Math.floor((random() * DAYS_AHEAD * DAY) / 60_000) * 60_000),
        timeZone: 'Asia/Kolkata',
        maxStudents,
        currentStudents,
        status: 'open',
        seats: [],
        listing: { ...listing, freeSeats: maxStudents - currentStudents },
      };
    });
    await slots.insertMany(rows, { ordered: false });
  }
  await client.close();
  await noteVocabulary(site);
}

/** Lists one session of each word anew, so that the vocabulary knows them all. */
async function noteVocabulary(site: Site): Promise<void> {
  const slots = collection(site, 'timeslots');
  const ids = await slots
    .find({}, { projection: { _id: 1 } })
    .limit(BATCH)
    .toArray();
  await slots.updateMany({ _id: { $in: ids.map(({ _id }) => _id) } }, { $unset: { 'listing.version': 1 } });
  await site.services.slotIndexer.run();
}

/** Queries of every kind, by name. */
export const searches: Readonly<Record<string, string>> = {
  home: '/',
  'page 20': '/?page=20',
  topic: '/?topic=interviews',
  'one word': '/?q=design',
  'rare word': '/?q=zymurgy',
  'beginning of a word': '/?q=typ',
  'mistyped word': '/?q=typscript',
  'two words': '/?q=design+asha',
  'seats left': '/?available=1',
  'highest price': '/?maxPrice=600',
  'price below all': '/?maxPrice=20',
  'cheapest first': '/?sort=price',
  'word and topic, cheapest first': '/?q=design&topic=Founders&sort=price',
};
