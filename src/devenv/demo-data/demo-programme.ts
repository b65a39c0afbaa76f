import type { NewTimeSlot } from '../../features/slots/time-slot.repository.ts';
import type { demoMentors } from './demo-people.ts';

/** A session that a mentor offers; with several days, a series. */
export interface DemoOffer extends Required<
  Pick<NewTimeSlot, 'title' | 'description' | 'topic' | 'sessionType' | 'duration' | 'maxStudents'>
> {
  readonly rupees: number;
  readonly refundPolicy?: NewTimeSlot['refundPolicy'];
  /** Days from today. */
  readonly days: readonly number[];
  /** In the mentor's zone. */
  readonly hour: number;
}

type MentorEmail = (typeof demoMentors)[number]['email'];

const single = { sessionType: 'one-on-one', maxStudents: 1 } as const;
const group = { sessionType: 'group' } as const;
const workshop = { sessionType: 'workshop' } as const;

/** About forty sessions of the next four weeks. */
export const demoProgramme: Readonly<Record<MentorEmail, readonly DemoOffer[]>> = {
  'meera@example.com': [
    {
      ...single,
      title: 'System design, one question in depth',
      topic: 'Interviews',
      description:
        'You bring a design question, or take one of mine: a rate limiter, a feed, a ledger. We work it through at the whiteboard as in an interview, and you leave with written notes on what to practise next.',
      duration: 60,
      rupees: 1499,
      days: [2, 4, 9, 11],
      hour: 18,
    },
    {
      ...single,
      title: 'Résumé review for backend engineers',
      topic: 'Careers',
      description:
        'Send me your résumé in the note. We go through it line by line and rewrite the three lines that matter most.',
      duration: 30,
      rupees: 499,
      refundPolicy: 'moderate',
      days: [3],
      hour: 20,
    },
    {
      ...workshop,
      title: 'MongoDB for people who know SQL',
      topic: 'Databases',
      description:
        'Modelling, indexes, and what "atomic" means when there are no joins. With exercises on a real replica set.',
      duration: 120,
      maxStudents: 20,
      rupees: 999,
      days: [5],
      hour: 11,
    },
  ],
  'daniel@example.com': [
    {
      ...group,
      title: 'TypeScript without tears',
      topic: 'Programming',
      description:
        'Narrowing, generics, and the six compiler options that pay for themselves. A small group; bring code that annoys you.',
      duration: 90,
      maxStudents: 4,
      rupees: 749.5,
      refundPolicy: 'strict',
      days: [2, 9, 16, 23],
      hour: 17,
    },
    {
      ...single,
      title: 'First weeks as a tech lead',
      topic: 'Leadership',
      description: 'What to stop doing, what to start, and how to say no. We plan your next two weeks.',
      duration: 45,
      rupees: 1200,
      days: [6],
      hour: 9,
    },
  ],
  'ananya@example.com': [
    {
      ...single,
      title: 'Portfolio review for product designers',
      topic: 'Portfolios',
      description:
        'Two of your cases, read as a hiring manager reads them. You leave with a list in order of effect.',
      duration: 45,
      rupees: 899,
      days: [1, 3, 8],
      hour: 16,
    },
    {
      ...workshop,
      title: 'Forms that people finish',
      topic: 'Design',
      description:
        'Labels, errors, keyboards and screen readers. We take a bad form apart and build a good one.',
      duration: 120,
      maxStudents: 15,
      rupees: 1199,
      refundPolicy: 'moderate',
      days: [7],
      hour: 10,
    },
  ],
  'farhan@example.com': [
    {
      ...group,
      title: 'A/B tests that mean something',
      topic: 'Data',
      description:
        'Sample size, peeking, and what to do when nothing is significant. Bring a test of your own.',
      duration: 90,
      maxStudents: 8,
      rupees: 650,
      days: [2, 12],
      hour: 19,
    },
    {
      ...single,
      title: 'Mock interview: data scientist',
      topic: 'Interviews',
      description: 'A case, some SQL, some statistics, and half an hour of plain feedback.',
      duration: 75,
      rupees: 1299,
      days: [4, 10],
      hour: 20,
    },
  ],
  'lakshmi@example.com': [
    {
      ...group,
      title: 'Carnatic singing for beginners',
      topic: 'Music',
      description: 'Breath, posture, the first seven notes and one short song. No experience is needed.',
      duration: 60,
      maxStudents: 6,
      rupees: 350,
      days: [1, 8, 15, 22],
      hour: 7,
    },
    {
      ...single,
      title: 'Your voice, one on one',
      topic: 'Voice',
      description: 'For singers and for people who speak for a living. We find what tires you.',
      duration: 45,
      rupees: 800,
      days: [3, 5],
      hour: 17,
    },
  ],
  'grace@example.com': [
    {
      ...single,
      title: 'Pitch practice with hard questions',
      topic: 'Startups',
      description: 'You pitch for five minutes, I ask for forty. You get the recording and my notes.',
      duration: 60,
      rupees: 2499,
      refundPolicy: 'strict',
      days: [6, 13],
      hour: 12,
    },
    {
      ...group,
      title: 'Your first ten customers',
      topic: 'Startups',
      description: 'Whom to ask, what to say, and when to stop building. A round table for founders.',
      duration: 90,
      maxStudents: 10,
      rupees: 950,
      days: [9],
      hour: 15,
    },
  ],
  'tenzin@example.com': [
    {
      ...group,
      title: 'Morning yoga for people who sit all day',
      topic: 'Yoga',
      description:
        'Twenty minutes of movement, twenty of breath, and time for questions. Wear something loose.',
      duration: 60,
      maxStudents: 25,
      rupees: 199,
      days: [1, 2, 3, 6, 7],
      hour: 6,
    },
    {
      ...single,
      title: 'A plan for your back',
      topic: 'Health',
      description: 'We look at how you sit, stand and sleep, and choose three exercises that you will do.',
      duration: 40,
      rupees: 700,
      days: [5],
      hour: 9,
    },
  ],
  'rohan@example.com': [
    {
      ...single,
      title: 'Three pictures, read closely',
      topic: 'Photography',
      description:
        'Send three pictures that you are not happy with. We find out why, and what to try next time.',
      duration: 45,
      rupees: 599,
      days: [2, 7],
      hour: 18,
    },
    {
      ...workshop,
      title: 'Portraits with one lamp',
      topic: 'Photography',
      description:
        'Where to put the light and where to put yourself. You need any camera, a lamp and a patient friend.',
      duration: 120,
      maxStudents: 12,
      rupees: 1100,
      days: [10, 24],
      hour: 11,
    },
  ],
};
