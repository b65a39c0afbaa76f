import type { EarningsPage } from '../../../src/features/mentoring/earnings.page.ts';
import type { OwnProfilePage } from '../../../src/features/mentoring/profile.page.ts';
import type { SlotFormModel, SlotFormPage } from '../../../src/features/mentoring/slot-form.page.ts';
import type { TimeChangePage } from '../../../src/features/mentoring/time-change.page.ts';
import type { MentorSlotPage } from '../../../src/features/mentoring/mentor-slot.page.ts';
import type { MentorSlotRow, MentorSlotsPage } from '../../../src/features/mentoring/mentor-slots.page.ts';
import { emptyForm, refundTerms, time, timeZones } from './sample-parts.ts';

const row: MentorSlotRow = {
  slotId: '6560f1a2b3c4d5e6f7a8b901',
  title: 'System design interview, played through once',
  time,
  price: '₹1,499.50',
  seatsSold: 9,
  seatsTotal: 12,
  revenue: '₹13,495.50',
  badge: { text: 'Open', tone: 'good' },
};

const slots: MentorSlotsPage = {
  handle: 'asha-raman',
  totals: { sessions: 3, seatsSold: 21, revenue: '₹31,489.50' },
  upcoming: [row, { ...row, seatsSold: 12, badge: { text: 'Full', tone: 'warning' } }],
  past: [{ ...row, badge: { text: 'Cancelled', tone: 'neutral' }, revenue: '₹0' }],
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
  seats: { text: '3 seats left', level: 'few' },
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
};

const profile: OwnProfilePage = {
  name: 'Asha Raman',
  handle: 'asha-raman',
  initials: 'AR',
  calendarUrl: 'https://sureslot.example/mentor/calendar/V1StGXR8Z5jdHi6BV1StGXR8Z5jdHi6B.ics',
  timeZones,
  form: {
    values: { name: 'Asha Raman', handle: 'asha-raman', timeZone: 'Asia/Kolkata', topics: 'System design' },
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
    text: `${label} 2026: ₹${String(index + 4)},000`,
    x: 40 + index * 190,
    y: 114 - index * 40,
    width: 140,
    height: 60 + index * 40,
  })),
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
      pager: null,
    },
  } satisfies Record<string, MentorSlotsPage>,
  'mentoring/slot-form': {
    '': { ...fields, slotId: null },
    refused: { ...fields, slotId: row.slotId, form: refusedForm },
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
