import type { EarningsPage } from '../../../src/features/mentoring/earnings.page.ts';
import type { OwnProfilePage } from '../../../src/features/mentoring/profile.page.ts';
import { type SlotFormModel, type SlotFormPage } from '../../../src/features/mentoring/slot-form.page.ts';
import type { SlotPreview } from '../../../src/features/mentoring/slot-preview.ts';
import { repeatLimits } from '../../../src/features/mentoring/slot-form.schema.ts';
import { slotLimits } from '../../../src/features/slots/index.ts';
import type { TimeChangePage } from '../../../src/features/mentoring/time-change.page.ts';
import type { MentorSlotPage } from '../../../src/features/mentoring/mentor-slot.page.ts';
import type { MentorSlotRow, MentorSlotsPage } from '../../../src/features/mentoring/mentor-slots.page.ts';
import type { SessionTime } from '../../../src/web/partials.page.ts';
import { emptyForm, time, timeZones, share } from './sample-parts.ts';

const row: MentorSlotRow = {
  slotId: '6560f1a2b3c4d5e6f7a8b901',
  title: 'System design interview, played through once',
  time,
  price: '₹1,499.50',
  seatsSold: 9,
  seats: '12 seats',
  taken: 75,
  revenue: '₹13,495.50',
  badge: { text: 'Open', tone: 'good' },
  canShare: true,
  meetingUrl: null,
};

const unsold: MentorSlotRow = { ...row, seatsSold: 0, taken: 0, revenue: '₹0' };

function on(weekday: string, number: string, month: string): SessionTime {
  const short = month.slice(0, 3);
  return {
    ...time,
    month: short,
    day: number,
    date: `${weekday}, ${number} ${month}`,
    shortDate: `${weekday.slice(0, 3)} ${number} ${short}`,
  };
}

type WeekDay = MentorSlotsPage['week']['days'][number];
type WeekEntry = WeekDay['entries'][number];

const entry = (sold: number, badge: WeekEntry['badge'] = null): WeekEntry => ({
  slotId: row.slotId,
  title: row.title,
  start: time.start,
  duration: time.duration,
  seats: `${sold} of 12 seats sold`,
  taken: Math.round((100 * sold) / 12),
  isOver: false,
  badge,
});
const day = (name: string, ...entries: WeekEntry[]): WeekDay => ({
  name,
  isToday: false,
  isPast: false,
  entries,
});

const slots: MentorSlotsPage = {
  handle: 'asha-raman',
  totals: { sessions: 4, seatsSold: 21, revenue: '₹31,489.50', kept: '₹374.75' },
  steps: [
    { text: 'Open your first session', href: '/mentor/slots/new', isDone: true },
    { text: 'Name your topics', href: '/mentor/profile', isDone: false },
  ],
  today: [
    {
      ...row,
      time: on('Monday', '30', 'November'),
      badge: { text: 'Under way', tone: 'good' },
      canShare: false,
      meetingUrl: 'https://meet.example.com/room',
    },
  ],
  week: {
    name: 'Mon 30 Nov – Sun 6 Dec',
    days: [
      { ...day('Mon 30 Nov', entry(9, { text: 'Now', tone: 'good' })), isToday: true },
      day('Tue 1 Dec', entry(12, { text: 'Full', tone: 'warning' })),
      day('Wed 2 Dec'),
      day('Thu 3 Dec'),
      day('Fri 4 Dec', entry(0)),
      day('Sat 5 Dec'),
      day('Sun 6 Dec'),
    ],
    previous: '2026-11-23',
    next: '2026-12-07',
    isPresent: true,
  },
  upcoming: [
    {
      ...row,
      time: on('Tuesday', '1', 'December'),
      seatsSold: 12,
      taken: 100,
      revenue: '₹17,994',
      badge: { text: 'Full', tone: 'warning' },
      others: [],
      moreDates: '0 more dates',
    },
    {
      ...unsold,
      others: [{ ...unsold, time: on('Friday', '11', 'December') }],
      moreDates: '1 more date',
    },
  ],
  past: [
    {
      ...row,
      time: on('Friday', '20', 'November'),
      badge: { text: 'Ended', tone: 'neutral' },
      canShare: false,
    },
    {
      ...unsold,
      time: on('Friday', '13', 'November'),
      badge: { text: 'Cancelled', tone: 'bad' },
      canShare: false,
    },
  ],
  earlier: [
    {
      ...row,
      time: on('Friday', '6', 'November'),
      badge: { text: 'Ended', tone: 'neutral' },
      canShare: false,
    },
  ],
  upcomingPager: { text: 'Page 1 of 2', previousHref: null, nextHref: '/mentor?ahead=2#upcoming' },
  pager: { text: 'Page 1', previousHref: null, nextHref: '/mentor?page=2#past' },
};

const fields: SlotFormModel = {
  form: {
    values: {
      title: row.title,
      startsAt: '2026-12-04T18:30',
      timeZone: 'Asia/Kolkata',
      duration: '60',
      maxStudents: '12',
      price: '1499.50',
      sessionType: 'group',
      refundPolicy: 'moderate',
      repeat: 'none',
    },
    errors: {},
  },
  timeZones,
  topics: ['System design'],
  limits: { ...slotLimits, repeatCount: repeatLimits },
  sessionTypes: [
    { value: 'one-on-one', text: 'One-on-one' },
    { value: 'group', text: 'Group' },
    { value: 'workshop', text: 'Workshop' },
  ],
  durations: [30, 60, 90].map((minutes) => ({ value: String(minutes), text: `${minutes} min` })),
  refundPolicies: [
    { value: 'flexible', text: 'Flexible', hint: 'All until 24 hours before, half until 2 hours' },
    { value: 'moderate', text: 'Moderate', hint: 'All until 72 hours before, half until 24 hours' },
    { value: 'strict', text: 'Strict', hint: 'Half until 7 days before' },
  ],
};

const preview: SlotPreview = {
  title: row.title,
  topic: 'System design',
  art: { name: 'systems', tint: 5 },
  sessionType: 'Group',
  time,
  price: '₹1,499.50',
  receive: 'About ₹1,464 of ₹1,499.50 is yours after Razorpay’s fee. The operator settles it with you.',
  seats: '12 seats left of 12',
  dates: [
    { day: '2026-12-04', text: 'Fri 4 Dec', isSkipped: false, conflict: null },
    { day: '2026-12-11', text: 'Fri 11 Dec', isSkipped: true, conflict: null },
    {
      day: '2026-12-18',
      text: 'Fri 18 Dec',
      isSkipped: false,
      conflict: 'This overlaps your session “Mock interview”.',
    },
  ],
};

const refusedForm = {
  values: { ...fields.form.values, price: '0', startsAt: '' },
  errors: { startsAt: 'Enter when the session starts.', price: 'Enter a price from ₹1 to ₹5,00,000.' },
};

const slot: MentorSlotPage = {
  slotId: row.slotId,
  title: row.title,
  description: 'We take one question and play it to the end.',
  time,
  price: row.price,
  seatsSold: 1,
  seatsTotal: 12,
  revenue: row.price,
  soldNotes: ['There cannot be fewer seats than are sold.'],
  cancelled: null,
  badge: row.badge,
  meetingUrl: 'https://meet.example.com/abc',
  attendees: [
    {
      bookingId: 'session_1764201600000_V1StGXR8Z5jdHi6B',
      name: 'Ravi Kumar',
      email: 'ravi@example.com',
      notes: 'I have an interview in two weeks.\nPlease be strict.',
      bookedAt: { iso: '2026-11-23T09:00:00.000Z', text: '23 Nov 2026, 2:30 pm IST' },
      amount: row.price,
      badge: { text: 'Booked', tone: 'good' },
      attended: null,
      refund: null,
    },
  ],
  canRecordAttendance: false,
  edit: { ...fields, preview },
  fixedPrice: row.price,
  cancel: {
    form: emptyForm,
    effect: '4 people get ₹5,998 back.',
    submit: 'Refund 4 and cancel the session',
  },
  message: { form: emptyForm, recipients: '4 people' },
  noAttendees: { title: 'No seat is sold yet.', text: 'Share its public page: people can book at once.' },
  share: {
    url: 'https://sureslot.example/slots/6560f1a2b3c4d5e6f7a8b901',
    message: { ...share, code: null },
    code: '/slots/0123456789abcdef01234567/code.svg',
    others: [
      {
        slotId: row.slotId,
        text: 'Fri 11 Dec, 6:30 pm IST',
        url: 'https://sureslot.example/slots/6560f1a2b3c4d5e6f7a8b902',
      },
    ],
  },
};

const profile: OwnProfilePage = {
  photo: emptyForm,
  name: 'Asha Raman',
  handle: 'asha-raman',
  face: { initials: 'AR', tint: 2, photo: null },
  card: { name: 'Asha Raman', headline: 'Staff engineer', topics: ['Interviews'], bio: 'Ask me.' },
  calendarUrl: 'https://sureslot.example/mentor/calendar/V1StGXR8Z5jdHi6BV1StGXR8Z5jdHi6B.ics',
  calendarSince: { iso: '2026-11-23T09:00:00.000Z', text: 'Mon 23 Nov, 2:30 pm IST' },
  timeZones,
  form: {
    values: {
      version: 'a1',
      name: 'Asha Raman',
      handle: 'asha-raman',
      timeZone: 'Asia/Kolkata',
      topics: 'System design',
    },
    errors: {},
  },
};

/** Of September to November. */
const nets = ['₹5,856.45', '₹8,784.67', '₹11,677.51'];
const heights = [88, 132, 175];

const earnings: EarningsPage = {
  totals: {
    gross: '₹28,490.50',
    refunded: '₹1,499.50',
    charges: '₹672.37',
    held: '₹14,641.12',
    ahead: '₹11,677.51',
  },
  bars: ['Sep', 'Oct', 'Nov'].map((label, index) => ({
    label,
    year: index === 0 ? '2026' : null,
    value: nets[index]!,
    text: `${label} 2026: ${nets[index]!}`,
    month: 'March 2026',
    percent: 50,
    x: 90 + index * 180,
    y: 214 - heights[index]!,
    width: 140,
    height: heights[index]!,
    aheadHeight: index === 2 ? heights[index]! / 2 : 0,
    ahead: index === 2 ? '₹750 for sessions ahead' : null,
  })),
  ticks: [
    { y: 214, label: '₹0' },
    { y: 34, label: '₹12,000' },
  ],
  chartTitle: 'Yours by month, September 2026 to November 2026',
  rows: [
    {
      month: 'November 2026',
      sessions: 2,
      seats: 9,
      gross: '₹13,495.50',
      refunded: '₹1,499.50',
      fee: '₹269.91',
      gst: '₹48.58',
      net: nets[2]!,
    },
    {
      month: 'October 2026',
      sessions: 1,
      seats: 6,
      gross: '₹8,997',
      refunded: '₹0',
      fee: '₹179.94',
      gst: '₹32.39',
      net: nets[1]!,
    },
    {
      month: 'September 2026',
      sessions: 1,
      seats: 4,
      gross: '₹5,998',
      refunded: '₹0',
      fee: '₹119.96',
      gst: '₹21.59',
      net: nets[0]!,
    },
  ],
  timeZone: 'India',
};

export const mentorSamples = {
  'mentoring/slots': {
    '': slots,
    empty: {
      ...slots,
      totals: { sessions: 0, seatsSold: 0, revenue: '₹0', kept: null },
      today: [],
      week: { ...slots.week, days: slots.week.days.map((each) => ({ ...each, entries: [] })) },
      upcoming: [],
      past: [],
      earlier: [],
      upcomingPager: null,
      pager: null,
    },
  } satisfies Record<string, MentorSlotsPage>,
  'mentoring/slot-form': {
    '': { ...fields, preview },
    refused: {
      ...fields,
      preview: { ...preview, time: null, dates: [] },
      form: refusedForm,
    },
  } satisfies Record<string, SlotFormPage>,
  'mentoring/slot': {
    '': slot,
    empty: { ...slot, attendees: [], meetingUrl: null, seatsSold: 0, revenue: '₹0' },
    refused: { ...slot, edit: { ...fields, preview, form: refusedForm }, cancel: null },
    past: {
      ...slot,
      attendees: slot.attendees.map((attendee) => ({ ...attendee, attended: true })),
      canRecordAttendance: true,
      edit: null,
      cancel: null,
    },
    cancelled: {
      ...slot,
      badge: { text: 'Cancelled', tone: 'bad' },
      seatsSold: 0,
      revenue: '₹0',
      cancelled: {
        at: { iso: '2026-11-23T09:00:00.000Z', text: 'Mon 23 Nov 2026, 2:30 pm IST' },
        reason: 'I am ill. I am sorry.',
        waiting: 1,
      },
      attendees: slot.attendees.map((attendee) => ({
        ...attendee,
        badge: { text: 'Cancelled by you', tone: 'neutral' },
        refund: { amount: row.price, badge: { text: 'Delayed', tone: 'bad' }, canRetry: true },
      })),
      soldNotes: [],
      edit: null,
      cancel: null,
    },
  } satisfies Record<string, MentorSlotPage>,
  'mentoring/time-change': {
    '': {
      bookingId: 'session_1764201600000_V1StGXR8Z5jdHi6B',
      title: row.title,
      mentorName: 'Asha Raman',
      before: time,
      time: { ...time, date: 'Saturday, 5 December 2026' },
      amount: row.price,
      form: emptyForm,
    },
  } satisfies Record<string, TimeChangePage>,
  'mentoring/profile': { '': profile } satisfies Record<string, OwnProfilePage>,
  'mentoring/earnings': {
    '': earnings,
    empty: { ...earnings, bars: [], rows: [] },
  } satisfies Record<string, EarningsPage>,
};
