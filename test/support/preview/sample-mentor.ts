import type { EarningsPage } from '../../../src/features/mentoring/earnings.page.ts';
import type { OwnProfilePage } from '../../../src/features/mentoring/profile.page.ts';
import type { SlotFormModel, SlotFormPage } from '../../../src/features/mentoring/slot-form.page.ts';
import type { SlotPreview } from '../../../src/features/mentoring/slot-preview.ts';
import { repeatLimits } from '../../../src/features/mentoring/slot-form.schema.ts';
import { slotLimits } from '../../../src/features/slots/index.ts';
import type { TimeChangePage } from '../../../src/features/mentoring/time-change.page.ts';
import type { MentorSlotPage } from '../../../src/features/mentoring/mentor-slot.page.ts';
import type { MentorSlotRow, MentorSlotsPage } from '../../../src/features/mentoring/mentor-slots.page.ts';
import { emptyForm, refundTerms, time, timeZones, share } from './sample-parts.ts';

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

const slots: MentorSlotsPage = {
  handle: 'asha-raman',
  totals: { sessions: 3, seatsSold: 21, revenue: '₹31,489.50' },
  steps: [
    { text: 'Open your first session', href: '/mentor/slots/new', isDone: true },
    { text: 'Name your topics', href: '/mentor/profile', isDone: false },
  ],
  today: [{ ...row, meetingUrl: 'https://meet.example.com/room' }],
  week: {
    name: 'Mon 30 Nov – Sun 6 Dec',
    days: [
      { name: 'Mon 30 Nov', isToday: true, isPast: false, entries: [] },
      {
        name: 'Tue 1 Dec',
        isToday: false,
        isPast: false,
        entries: [
          {
            slotId: row.slotId,
            title: row.title,
            start: '6:30 pm',
            duration: '1 h',
            seats: '9 of 12 seats sold',
            taken: 75,
            isOver: false,
            badge: { text: 'Now', tone: 'good' },
          },
          {
            slotId: row.slotId,
            title: row.title,
            start: '11:30 pm',
            duration: '1 h',
            seats: '12 of 12 seats sold',
            taken: 100,
            isOver: false,
            badge: { text: 'Full', tone: 'warning' },
          },
        ],
      },
    ],
    previous: '2026-11-23',
    next: '2026-12-07',
    isPresent: true,
  },
  upcoming: [
    { ...row, others: [row], moreDates: '1 more date' },
    {
      ...row,
      seatsSold: 12,
      badge: { text: 'Full', tone: 'warning' },
      others: [],
      moreDates: '0 more dates',
    },
  ],
  past: [{ ...row, badge: { text: 'Cancelled', tone: 'neutral' }, revenue: '₹0' }],
  earlier: [{ ...row, badge: { text: 'Ended', tone: 'neutral' } }],
  upcomingPager: { text: 'Page 1 of 2', previousHref: null, nextHref: '/mentor?ahead=2#upcoming' },
  pager: { text: 'Page 2', previousHref: '/mentor?page=1#past', nextHref: null },
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
  topic: 'System design',
  sessionType: 'Group',
  description: 'We take one question and play it to the end.',
  time,
  price: row.price,
  seats: { text: '3 seats left', level: 'few', taken: 75, total: 'of 12' },
  seatsSold: 9,
  seatsTotal: 12,
  revenue: row.revenue,
  soldNotes: ['Seats are sold: the price stays, and there cannot be fewer seats than are sold.'],
  cancelled: null,
  badge: row.badge,
  meetingUrl: 'https://meet.example.com/abc',
  refundTerms,
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
  edit: fields,
  cancel: emptyForm,
  message: emptyForm,
  noAttendees: { title: 'No seat is sold yet.', text: 'Share its public page: people can book at once.' },
  share: {
    url: 'https://sureslot.example/slots/6560f1a2b3c4d5e6f7a8b901',
    message: share,
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

const earnings: EarningsPage = {
  totals: {
    gross: '₹31,489.50',
    refunded: '₹1,499.50',
    fee: '₹743.12',
    gst: '₹133.76',
    charges: '₹743.12',
    net: '₹29,246.88',
  },
  bars: ['Sep', 'Oct', 'Nov'].map((label, index) => ({
    label,
    year: index === 0 ? '2026' : null,
    value: `₹${String(index + 4)},000`,
    text: `${label} 2026: ₹${String(index + 4)},000`,
    month: 'March 2026',
    percent: 50,
    x: 40 + index * 190,
    y: 114 - index * 40,
    width: 140,
    height: 60 + index * 40,
  })),
  ticks: [
    { y: 214, label: '₹0' },
    { y: 34, label: '₹8,000' },
  ],
  chartTitle: 'Yours by month, September 2026 to November 2026',
  rows: ['November 2026', 'October 2026', 'September 2026'].map((month) => ({
    month,
    sessions: 2,
    seats: 9,
    gross: '₹13,495.50',
    refunded: '₹1,499.50',
    fee: '₹318.49',
    gst: '₹57.15',
    net: '₹11,677.51',
  })),
  timeZone: 'Asia/Kolkata',
};

export const mentorSamples = {
  'mentoring/slots': {
    '': slots,
    empty: {
      ...slots,
      totals: { sessions: 0, seatsSold: 0, revenue: '₹0' },
      upcoming: [],
      past: [],
      earlier: [],
      upcomingPager: null,
      pager: null,
    },
  } satisfies Record<string, MentorSlotsPage>,
  'mentoring/slot-form': {
    '': { ...fields, preview },
    refused: { ...fields, preview: { ...preview, time: null, dates: [] }, form: refusedForm },
  } satisfies Record<string, SlotFormPage>,
  'mentoring/slot': {
    '': slot,
    empty: { ...slot, attendees: [], meetingUrl: null, seatsSold: 0, revenue: '₹0' },
    refused: { ...slot, edit: { ...fields, form: refusedForm }, cancel: null },
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
