import type { NewTimeSlot } from '../../src/features/slots/time-slot.repository.ts';
import type { TimeSlot } from '../../src/features/slots/time-slot.ts';
import { toPaise } from '../../src/shared/money.ts';
import { createMentor, createSlot } from './journey.ts';
import type { Site } from './site.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** The longest texts that the forms accept: as words, and as one long word. */
export const longTexts = {
  name: 'Wilhelmina Alexandra Fernández-Quintanilla de Hohenzollern und zu Sigmaringen-Baden'.slice(0, 80),
  unbrokenName: 'Wolfeschlegelsteinhausenbergerdorff'.repeat(3).slice(0, 80),
  title:
    'From a blank page to a design that survives its first million users: queues, caches, shards, and what to leave out of it'.slice(
      0,
      120,
    ),
  unbrokenTitle: 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft'
    .repeat(2)
    .slice(0, 120),
  note: `Please read https://example.com/${'a-very-long-path/'.repeat(8)} first. What would you ask next?`,
} as const;

export function slotOf(site: Site, mentorId: string, details: Partial<NewTimeSlot> = {}): Promise<TimeSlot> {
  return createSlot(site, { mentorId, ...details });
}

/** Publishes the slots. Their state changes later. */
export async function openSlots(site: Site, meera: string) {
  const soon = site.clock.now().getTime();
  const at = (days: number, hours = 0) => new Date(soon + days * DAY_MS + hours * HOUR_MS);
  const open = (title: string, days: number, details: Partial<NewTimeSlot> = {}) =>
    slotOf(site, meera, { title, scheduledAt: at(days), ...details });
  const longMentor = await createMentor(site, longTexts.name);
  const oddMentor = await createMentor(site, longTexts.unbrokenName);
  const slots = {
    next: await open('System design interview, with feedback', 1, { maxStudents: 4 }),
    group: await open('MongoDB for people who know SQL', 3, {
      sessionType: 'workshop',
      topic: 'Databases',
      description: `Modelling, indexes, and what “atomic” means when there are no joins.\n\nBring a laptop.\n${longTexts.note}`,
      duration: 120,
      maxStudents: 20,
      price: toPaise(99_950),
      refundPolicy: 'strict',
    }),
    otherTime: await open('System design interview, later in the week', 4, { maxStudents: 4 }),
    full: await open('Résumé review', 5),
    waitedFor: await open('Résumé review, second round', 6),
    late: await open('Negotiating an offer', 7, { maxStudents: 1 }),
    long: await open(longTexts.title, 8, {
      mentorId: longMentor,
      topic: 'A topic of sixty characters, which is the most that it takes',
    }),
    unbroken: await open(longTexts.unbrokenTitle, 9, { mentorId: oddMentor, price: toPaise(50_000_000) }),
    moved: await open('Code review, live', 10, { maxStudents: 3 }),
    cancelled: await open('A session that is cancelled', 11, { maxStudents: 3 }),
    toPay: await open('Reading a flame graph', 12),
    tooSoon: await open('Reading a query plan, tonight', 0.5),
    instead: await open('Reading a query plan', 14),
    closed: await open('A session that closes while somebody pays', 13),
  };
  for (let each = 1; each <= 20; each += 1) await open(`Office hour ${each}`, 20 + each, { maxStudents: 2 });
  return slots;
}
