import type { Month, MonthCell } from '../../../src/features/slots/month.ts';
import type { SessionCard } from '../../../src/features/slots/session-card.page.ts';
import { type Face, toFace, toMentorLink } from '../../../src/web/face.ts';
import type {
  FormModel,
  MentorLink,
  RefundMoments,
  RefundProgress,
  RefundTerms,
  SessionTime,
  Share,
} from '../../../src/web/partials.page.ts';
import { zoneGroups } from '../../../src/web/zone-choices.ts';

export const mentor: MentorLink = toMentorLink({
  id: '6560f1a2b3c4d5e6f7a8b9c1',
  name: 'Asha Raman',
  handle: 'asha-raman',
  headline: 'Staff engineer, ex-Flipkart',
  photo: '/mentors/asha-raman/photo?v=1',
});

export const face: Face = toFace({ id: '6560f1a2b3c4d5e6f7a8b900', name: mentor.name });

export const refundMoments: RefundMoments = {
  stages: [
    { share: 'full', label: 'Full refund', when: 'until Tue 1 Dec, 6:30 pm IST' },
    { share: 'half', label: 'Half back', when: 'until Thu 3 Dec, 6:30 pm IST' },
    { share: 'none', label: 'No refund', when: 'after that' },
  ],
  firstHour: null,
  warning: null,
  bound: null,
};

export const noRefund: RefundMoments = {
  stages: [],
  firstHour: 'Full refund if you cancel within an hour of booking.',
  warning: 'Full refund if you cancel within an hour of booking. After that, nothing comes back.',
  bound: null,
};

export const time: SessionTime = {
  iso: '2026-12-04T13:00:00.000Z',
  month: 'Dec',
  day: '4',
  date: 'Friday, 4 December',
  shortDate: 'Fri 4 Dec',
  start: '6:30 pm',
  hours: '6:30 pm – 7:30 pm',
  endZone: 'IST',
  zone: 'IST',
  mentorTime: null,
  duration: '1 h',
};

export const timeElsewhere: SessionTime = { ...time, mentorTime: 'Fri 4 Dec, 1:00 pm GMT' };

export const refundTerms: RefundTerms = {
  name: 'Moderate',
  tiers: [
    'Full refund until 72 hours before the start',
    'Half until 24 hours before the start',
    'Full refund within an hour of booking, once for each session, if the start is at least 24 hours away',
    'Nothing after that',
  ],
};

export const refund: RefundProgress = {
  amount: '₹1,499.50',
  reason: 'The session was fully booked before your payment was confirmed, so no seat could be given.',
  status: 'REQUESTED',
  badge: { text: 'On its way', tone: 'warning' },
  steps: [
    {
      title: 'Refund due',
      state: 'done',
      time: { iso: '2026-11-23T09:00:00.000Z', text: '23 Nov 2026, 2:30 pm IST' },
    },
    {
      title: 'Asked for at Razorpay',
      state: 'current',
      time: { iso: '2026-11-23T09:01:00.000Z', text: '23 Nov 2026, 2:31 pm IST' },
    },
    { title: 'Paid back by your bank', state: 'ahead', time: null },
  ],
  refundId: 'rfnd_FP8QHiV938haTz',
  bankReference: null,
  next: 'Banks take 5 to 7 working days. There is nothing for you to do.',
};

export const failedRefund: RefundProgress = {
  ...refund,
  reason: 'You cancelled this booking.',
  status: 'FAILED',
  badge: { text: 'Delayed', tone: 'bad' },
  steps: [refund.steps[0]!, { title: 'Razorpay could not pay it back', state: 'failed', time: null }],
  bankReference: '10000000000000',
  next: 'We pay it back another way and write to you. The money is not lost.',
};

export const shownTime = { iso: '2026-11-23T09:00:00.000Z', text: 'Mon 23 Nov 2026, 2:30 pm IST' };

export const emptyForm: FormModel = { values: {}, errors: {} };

export const timeZones = zoneGroups('Asia/Kolkata', new Date('2026-11-29T08:00:00Z'));

export const session: SessionCard = {
  slotId: '6560f1a2b3c4d5e6f7a8b901',
  title: 'System design interview, played through once',
  art: { name: 'systems', tint: 5 },
  mentor,
  time: { iso: timeElsewhere.iso, day: 'Fri 4 Dec', start: '6:30 pm', length: '1 h', zone: 'IST' },
  leaf: { month: 'Dec', day: '4' },
  more: {
    text: '+1 more date, 1 full',
    links: [
      {
        href: '/slots/6560f1a2b3c4d5e6f7a8b902',
        iso: timeElsewhere.iso,
        text: 'Fri 11 Dec, 6:30 pm IST',
        isFull: false,
      },
      {
        href: '/slots/6560f1a2b3c4d5e6f7a8b903',
        iso: timeElsewhere.iso,
        text: 'Mon 7 Dec, 6:30 pm IST',
        isFull: true,
      },
    ],
    rest: null,
  },
  intro: 'We take one question, the way it is asked, and play it to the end.',
  topic: 'System design',
  sessionType: 'Group',
  price: '₹1,499.50',
  seats: { text: '2 seats left', level: 'few', taken: 83, total: 'of 12' },
};

const cell = (date: string, level: MonthCell['level'] = 'none'): MonthCell => ({
  date,
  number: Number(date.slice(8)),
  weekday: 'Fri',
  month: 'Dec',
  isToday: date === '2026-12-02',
  level,
  summary: level === 'free' ? '1 free time' : 'fully booked',
});

const monthTime = {
  slotId: session.slotId,
  title: session.title,
  iso: timeElsewhere.iso,
  start: '6:30 pm',
  zone: 'IST',
  duration: '1 h',
  price: session.price,
  seats: session.seats,
};

/** A month view with a single week. */
export const month: Month = {
  name: 'December 2026',
  weeks: [
    [
      null,
      cell('2026-12-01'),
      cell('2026-12-02'),
      cell('2026-12-03'),
      cell('2026-12-04', 'free'),
      cell('2026-12-05', 'full'),
      cell('2026-12-06'),
    ],
  ],
  strip: {
    days: [cell('2026-12-03'), cell('2026-12-04', 'free'), cell('2026-12-05', 'full')],
    wholeMonth: '/mentors/asha-raman?month=2026-12#month',
  },
  days: [
    { date: '2026-12-04', name: 'Fri 4 Dec', times: [monthTime] },
    {
      date: '2026-12-05',
      name: 'Sat 5 Dec',
      times: [
        {
          ...monthTime,
          slotId: '6560f1a2b3c4d5e6f7a8b90a',
          seats: { text: 'Fully booked', level: 'none', taken: 100, total: null },
        },
      ],
    },
  ],
  previous: null,
  next: '/mentors/asha-raman?month=2027-01#month',
  nearest: null,
};

export const share: Share = {
  code: '/slots/0123456789abcdef01234567/code.svg',
  path: '/slots/6560f1a2b3c4d5e6f7a8b901',
  title: 'System design, played through once',
  text: 'System design, played through once, with Asha Raman\nFri 4 Dec 2026, 6:30 pm IST, 1 h\n₹1,499.50',
};
