import type { BookingItem } from '../../../src/features/bookings/booking-presenter.ts';
import type { BookingPage } from '../../../src/features/bookings/booking.page.ts';
import type { CancelPage, ReschedulePage } from '../../../src/features/bookings/cancellation.page.ts';
import type { DashboardPage } from '../../../src/features/bookings/dashboard.page.ts';
import type { UnchangedPage } from '../../../src/features/bookings/unchanged.page.ts';
import type { ReceiptPage } from '../../../src/features/bookings/receipt.page.ts';
import type { CheckoutPage } from '../../../src/features/checkout/checkout.page.ts';
import type { ResultPage } from '../../../src/features/checkout/result.page.ts';
import type { SessionCard } from '../../../src/features/slots/session-card.page.ts';
import type { MeetingAccess, Step } from '../../../src/web/partials.page.ts';
import {
  emptyForm,
  face,
  failedRefund,
  mentor,
  month,
  noRefund,
  refund,
  refundMoments,
  session,
  time,
  timeElsewhere,
  share,
} from './sample-parts.ts';

const bookingId = 'session_1764201600000_V1StGXR8Z5jdHi6B';
const paymentId = 'pay_IH4NVgf4Dreq1l';
const orderId = 'order_IEIaMR65cu6nz3';
const title = 'System design interview, played through once';
const amount = '₹1,499.50';
const art = { name: 'systems', tint: 5 };
const what = {
  bookingId,
  slotId: '6560f1a2b3c4d5e6f7a8b901',
  title,
  art,
  mentor,
  time: timeElsewhere,
  amount,
};

const alternatives: SessionCard[] = [session];

const checkout: CheckoutPage = {
  ...what,
  sessionType: 'Group',
  notes: 'I have an interview in two weeks.',
  face,
  refundTerms: refundMoments,
  callbackUrl: 'https://sureslot.example/payments/razorpay/callback',
  checkoutScriptUrl: 'https://checkout.razorpay.com/v1/checkout.js',
  options: {
    key: 'rzp_test_1DP5mmOlF5G5ag',
    amount: 149950,
    currency: 'INR',
    name: 'Sureslot',
    description: title,
    order_id: orderId,
    image: 'https://sureslot.example/images/logo-256.png',
    theme: { color: '#0b5a45' },
    prefill: { name: 'Ravi "R" <Kumar>', email: 'ravi@example.com', contact: '+919876543210' },
    timeout: 900,
  },
  hosted: {
    url: 'https://api.razorpay.com/v1/checkout/embedded',
    fields: [
      { name: 'key_id', value: 'rzp_test_1DP5mmOlF5G5ag' },
      { name: 'order_id', value: orderId },
      { name: 'prefill[name]', value: 'Ravi "R" <Kumar>' },
    ],
  },
};

const confirming: readonly Step[] = [
  { title: 'Paid', state: 'done', time: null },
  { title: 'Being confirmed with your bank', state: 'current', time: null },
  { title: 'Booked', state: 'ahead', time: null },
];

const upcoming: BookingItem = {
  bookingId,
  title,
  art,
  mentor,
  time,
  amount,
  returned: null,
  badge: { text: 'Booked', tone: 'good' },
};

const past: BookingItem = {
  ...upcoming,
  title: 'Your first pitch',
  returned: '₹749.75 of ₹1,499.50 paid back',
  badge: { text: 'Cancelled', tone: 'neutral' },
};

const link: MeetingAccess = { url: 'https://meet.example.com/abc', isNow: false, from: null };
const calendars = {
  google: 'https://calendar.google.com/calendar/render?action=TEMPLATE',
  outlook: 'https://outlook.live.com/calendar/0/deeplink/compose',
};
const next = { ...upcoming, startsIn: 'in 3 days', meeting: link, face };

const dashboard: DashboardPage = {
  isAfterFailure: false,
  confirmed: null,
  questions: [{ ...upcoming, movedFrom: 'Thu 3 Dec, 6:30 pm IST' }],
  freeSeats: [
    {
      slotId: what.slotId,
      title: 'Pricing, with your numbers',
      art,
      time,
      place: 'Number 1 in line',
      price: '₹999',
    },
  ],
  next,
  upcoming: [{ ...upcoming, title: 'Reading a balance sheet without fear' }],
  pastName: 'Cancelled and past',
  past: [past],
  pager: { text: 'Page 1 of 3', previousHref: null, nextHref: '/dashboard?page=2#past' },
  isIncomplete: false,
  confirming: [{ bookingId, title: 'Pricing for the first hundred customers', art, time, amount: '₹999' }],
  waiting: [
    { slotId: what.slotId, title: 'Sold out quickly', art, time, place: 'Number 2 in line', price: '₹499' },
  ],
  refunds: [
    { title: 'Negotiating an offer', href: null, refund },
    { title: 'Your first hire', href: `/bookings/${bookingId}`, refund: failedRefund },
  ],
};

const booking: BookingPage = {
  isCancelled: false,
  movedFrom: null,
  mentorReason: null,
  returned: null,
  ...what,
  sessionType: 'Group',
  fullDate: 'Friday, 4 December 2026',
  badge: { text: 'Booked', tone: 'good' },
  paymentBadge: null,
  paymentId,
  orderId,
  notes: 'I have an interview in two weeks.',
  face,
  meeting: link,
  calendars,
  refundTerms: refundMoments,
  isToCome: true,
  canCancel: true,
  canReschedule: true,
  cancelOffer: 'If you cancel now, you get ₹749.75 back.',
  refund: null,
  alternatives: [],
};

const receipt: ReceiptPage = {
  number: 'SS-20261123-7K3F9Q',
  bookingId,
  paidAt: { iso: '2026-11-23T09:00:00.000Z', text: '23 Nov 2026, 2:30 pm IST' },
  buyer: { name: 'Ravi Kumar', email: 'ravi@example.com' },
  mentorName: mentor.name,
  title,
  time,
  amount,
  refund: null,
  total: amount,
  paymentId,
  orderId,
};

const cancel: CancelPage = {
  ...what,
  refundAmount: '₹749.75',
  refundPaise: '74975',
  explanation: 'The session starts in 2 days; until 24 hours before the start half is paid back.',
  refundTerms: refundMoments,
  formError: null,
};

const reschedule: ReschedulePage = {
  ...what,
  month,
  afterMoving:
    'If you cancelled now, you would get ₹749.75 back, half of what you paid. A move does not raise that.',
  refundPaise: '74975',
  form: emptyForm,
};

const unchanged: UnchangedPage = {
  ...what,
  returned: null,
  badge: { text: 'Cancelled', tone: 'neutral' },
  heading: 'This booking is cancelled already',
  message:
    'You cancelled it on Thu 3 Dec, 11:00 am IST. Your seat is free again; there is nothing more to do.',
  money: 'Nothing was charged now. This is where your refund stands:',
  refund,
  actions: [
    { href: '/mentors/meera-iyer', text: 'Other times with Meera Iyer' },
    { href: `/bookings/${bookingId}`, text: 'See the booking' },
  ],
};

export const bookingSamples = {
  'checkout/checkout': {
    '': checkout,
    'no refund': { ...checkout, notes: '', refundTerms: noRefund },
  } satisfies Record<string, CheckoutPage>,
  'checkout/result': {
    '': { ...what, kind: 'pending', paymentId, refreshSeconds: 4, steps: confirming },
    failed: { ...what, kind: 'failed', paymentId, explanation: 'Your payment was declined by the bank.' },
    refund: {
      ...what,
      kind: 'refund',
      paymentId,
      heading: `${amount} is on its way back`,
      hasSeat: false,
      refund,
      alternatives,
      canWait: true,
    },
    duplicate: {
      ...what,
      kind: 'refund',
      paymentId,
      heading: `${amount} is delayed on its way back`,
      hasSeat: true,
      refund: failedRefund,
      alternatives: [],
      canWait: false,
    },
    unpaid: { ...what, kind: 'unpaid' },
  } satisfies Record<string, ResultPage>,
  'bookings/cancel': {
    '': cancel,
    refused: {
      ...cancel,
      refundAmount: '₹0',
      formError: 'Less is paid back now than a moment ago. Please look again.',
    },
  } satisfies Record<string, CancelPage>,
  'bookings/reschedule': {
    '': reschedule,
    none: { ...reschedule, month: null },
    refused: { ...reschedule, form: { values: {}, errors: { slotId: 'Choose a time.' } } },
  } satisfies Record<string, ReschedulePage>,
  'bookings/unchanged': {
    '': unchanged,
    started: {
      ...unchanged,
      badge: { text: 'Now', tone: 'good' },
      heading: 'This session has started',
      message: 'This session has started, so the booking can no longer be cancelled.',
      money: 'Nothing was changed, and nothing was charged or paid back.',
      refund: null,
      actions: [{ href: `/bookings/${bookingId}`, text: 'See the booking' }],
    },
  } satisfies Record<string, UnchangedPage>,
  'bookings/dashboard': {
    '': dashboard,
    confirmed: {
      ...dashboard,
      confirmed: {
        ...next,
        meeting: { url: null, isNow: false, from: '12:30 pm today' },
        email: 'ravi@example.com',
        share,
        calendars,
      },
      questions: [],
      freeSeats: [],
      next: { ...next, startsIn: 'now', meeting: { ...link, isNow: true } },
    },
    begins: { ...dashboard, next: { ...next, startsIn: 'in 10 minutes', meeting: { ...link, isNow: true } } },
    'payment failed': { ...dashboard, isAfterFailure: true },
    'Razorpay away': { ...dashboard, isIncomplete: true, confirming: [] },
    empty: {
      isAfterFailure: false,
      confirmed: null,
      questions: [],
      freeSeats: [],
      next: null,
      upcoming: [],
      pastName: 'Past',
      past: [],
      pager: null,
      isIncomplete: false,
      confirming: [],
      refunds: [],
      waiting: [],
    },
  } satisfies Record<string, DashboardPage>,
  'bookings/booking': {
    '': booking,
    cancelled: {
      ...booking,
      badge: { text: 'Cancelled', tone: 'neutral' },
      paymentBadge: { text: 'Refund on its way', tone: 'neutral' },
      meeting: { url: null, isNow: false, from: null },
      refundTerms: null,
      isToCome: false,
      isCancelled: true,
      canCancel: false,
      canReschedule: false,
      cancelOffer: null,
      mentorReason: 'I have the flu, and the slides have it too.',
      refund: failedRefund,
      alternatives,
    },
  } satisfies Record<string, BookingPage>,
  'bookings/receipt': {
    '': receipt,
    refunded: { ...receipt, refund: { label: 'Refund on its way', amount: '₹749.75' }, total: '₹749.75' },
  } satisfies Record<string, ReceiptPage>,
};
