import {
  type AdminOverviewPage,
  type OverviewInput,
  toOverviewPage,
  midnightsOfTrend,
} from '../../../src/features/admin/overview.page.ts';
import type { PaymentStoryPage } from '../../../src/features/admin/payment-story.page.ts';
import type { PersonPage } from '../../../src/features/admin/person.page.ts';
import { type AdminQuestionPage } from '../../../src/features/admin/question.page.ts';
import type { AdminTablePage } from '../../../src/features/admin/table.page.ts';

const paymentId = 'pay_IH4NVgf4Dreq1l';
const sections = [
  { text: 'Overview', href: '/admin', isCurrent: false },
  { text: 'Refunds', href: '/admin/refunds', isCurrent: true },
];

const refunds: AdminTablePage = {
  heading: 'Refunds',
  lead: 'Money that goes back. A failed refund needs you.',
  help: 'Find the reason at Razorpay, then ask again: nothing is paid back twice.',
  sections,
  filter: {
    form: { values: { status: 'FAILED' }, errors: {} },
    fields: [
      { name: 'q', label: 'Id', type: 'search' },
      { name: 'from', label: 'From', type: 'date' },
    ],
    kept: [{ name: 'status', value: 'FAILED' }],
    submit: 'Show',
  },
  choices: {
    label: 'Status',
    items: [
      { text: 'All', count: '1,000+', href: '/admin/refunds', isCurrent: false },
      { text: 'Refund due', count: '12', href: '/admin/refunds?status=DUE', isCurrent: false },
      { text: 'Paid back', count: '1,000+', href: '/admin/refunds?status=PROCESSED', isCurrent: false },
      { text: 'Refund failed', count: '2', href: '/admin/refunds?status=FAILED', isCurrent: true },
    ],
  },
  shown: 'Showing all 2',
  corrected: 'asha system design',
  note: 'Many people or sessions have these words.',
  figures: [
    { label: 'Refund due', value: '2' },
    { label: 'Refund failed', value: '1', tone: 'bad' },
  ],
  columns: [
    { text: 'Payer', role: 'subject' },
    { text: 'Session' },
    { text: 'Amount', isNumber: true },
    { text: 'Status', role: 'status' },
    { text: 'Action', role: 'action' },
  ],
  rows: [
    [
      {
        text: 'Asha Raman',
        detail: 'asha.raman@example.com',
        href: `/admin/payments/${paymentId}`,
        hint: 'story of the payment',
        facts: [
          { label: 'Attempts', value: '5' },
          { label: 'Payment', value: paymentId, isId: true },
        ],
      },
      { text: 'System design', detail: 'Thu 3 Dec, 11:00 am IST', href: '/admin/slots' },
      { text: '₹1,499.50', isNumber: true, href: `/admin/payments/${paymentId}` },
      { text: 'Refund failed', tone: 'bad' },
      { text: 'Ask again', postTo: `/admin/refunds/${paymentId}/retry` },
    ],
    [
      { text: 'Unknown account' },
      { text: 'Résumé review' },
      { text: '₹499', isNumber: true },
      { text: 'Paid back', tone: 'good', detail: 'Fully booked' },
      { text: 'Cancel', askAt: '/admin/slots/0123456789abcdef01234567/cancel' },
    ],
  ],
  emptyText: 'No refund yet.',
  wayOut: { href: '/admin/refunds', text: 'Show all' },
  pager: null,
  download: { href: '/admin/audit.csv?', text: 'Download as CSV' },
};

const figures = {
  paidToday: { amount: 1_349_550, count: 9 },
  paidYesterday: { amount: 899_100, count: 6 },
  refundsUnderWay: 1,
  failedRefunds: 0,
  unsettled: 0,
  waitingWebhooks: 0,
  parkedMails: 0,
  openDisputes: 0,
  miscountedSlots: 0,
};

const question: AdminQuestionPage = {
  heading: 'Disable Asha Raman?',
  sections,
  subject: { text: 'Asha Raman', detail: 'asha.raman@example.com' },
  effects: ['All log-ins of this account end at once.', '3 sessions go off sale.'],
  reasonLabel: 'Reason (kept in the audit trail)',
  reasonMax: 200,
  form: { values: {}, errors: {} },
  action: '/admin/users/6560f1a2b3c4d5e6f7a8b9ff/disable',
  submit: 'Disable the account',
  backHref: '/admin/users',
  keep: 'Leave it as it is',
};

const story: PaymentStoryPage = {
  heading: 'Payment of ₹499',
  back: { text: 'Back to refunds', href: `/admin/refunds?status=FAILED&page=2#${paymentId}` },
  answer: {
    says: '₹499 was not paid back: The bank account is closed',
    advice: ['Find the reason at Razorpay, then ask again. Nothing is paid back twice.'],
    action: { text: 'Ask again for ₹499', postTo: `/admin/refunds/${paymentId}/retry` },
  },
  sections,
  badge: { text: 'Refund failed', tone: 'bad' },
  isRazorpayAway: false,
  payer: { text: 'Asha Raman', detail: 'asha.raman@example.com', href: '/admin/users' },
  session: { text: 'System design', detail: 'Thu 3 Dec, 11:00 am IST', href: '/admin/slots' },
  rows: [{ name: 'Booking', text: 'Cancelled', href: '/admin/bookings' }],
  days: [
    {
      day: 'Mon 23 Nov, IST',
      chapters: [
        {
          title: 'The payer went to the checkout',
          text: 'An order of ₹499 for “System design” was made.',
          time: { iso: '2026-11-23T09:00:02.000Z', text: '2:30:02 pm' },
        },
        {
          title: 'Razorpay told us: Payment captured',
          badge: { text: 'Seat given', tone: 'good' },
          action: { text: 'Replay', postTo: '/admin/webhooks/evt_1/replay', isQuiet: true },
          mark: 'told',
          time: { iso: '2026-11-23T09:01:00.000Z', text: '2:31:00 pm' },
        },
        {
          title: 'Decided: No seat, because: Fully booked',
          links: [
            { text: 'The refund', href: '/admin/refunds' },
            { text: 'The session', href: '/admin/slots' },
            { text: 'Who has its seats', href: '/admin/bookings' },
          ],
          time: { iso: '2026-11-23T09:05:00.000Z', text: '2:35:00 pm' },
        },
        {
          title: 'The refund failed',
          text: 'The bank account is closed',
          badge: { text: 'Refund failed', tone: 'bad' },
          mark: 'bad',
          time: { iso: '2026-11-23T09:05:09.000Z', text: '2:35:09 pm' },
        },
      ],
    },
    {
      day: 'Thu 3 Dec, IST',
      chapters: [
        {
          title: 'A mail waits: Reminder hour',
          mark: 'ahead',
          time: { iso: '2026-12-03T04:30:00.000Z', text: '10:00:00 am' },
        },
      ],
    },
  ],
  facts: [
    { label: 'Method', value: 'upi' },
    { label: 'Payment', value: paymentId, isId: true },
  ],
};

const overview: OverviewInput = {
  figures,
  latest: [
    {
      paymentId: 'pay_IozFbqQx2MTr49',
      amount: 49_900,
      payer: 'Asha Raman',
      session: 'System design',
      decidedAt: new Date('2026-11-28T08:00:00Z'),
      badge: { text: 'Booked', tone: 'good' },
    },
  ],
  today: '2026-11-28',
  midnights: midnightsOfTrend('2026-11-28', 'Asia/Kolkata'),
  timeZone: 'Asia/Kolkata',
  trend: [3, 5, 0, 2, 8, 12, 9, 4, 6, 7, 1, 10, 6, 9].map((bookings, day) => ({
    bookings,
    refunds: day % 3,
  })),
  now: new Date('2026-11-28T09:00:00Z'),
};

const person: PersonPage = {
  heading: 'Asha Raman',
  back: { text: 'All users', href: '/admin/users' },
  sections,
  email: 'asha.raman@example.com',
  facts: [{ label: 'User', value: '6560f1a2b3c4d5e6f7a8b9ff', isId: true }],
  account: [
    { name: 'Roles', cell: { text: 'User' } },
    { name: 'Status', cell: { text: 'Active', tone: 'good' } },
    { name: 'Action', cell: { text: 'Disable', askAt: '/admin/users/6560f1a2b3c4d5e6f7a8b9ff/disable' } },
  ],
  tables: [
    {
      heading: 'Refunds',
      id: 'refunds',
      all: { text: 'All 12', href: '/admin/refunds?q=6560f1a2b3c4d5e6f7a8b9ff' },
      columns: refunds.columns,
      rows: refunds.rows.map((row) => [...row]),
    },
  ],
  none: 'No mail, no sessions.',
  trail: [{ text: 'What this person did', href: '/admin/audit' }],
};

export const adminSamples = {
  'admin/table': {
    '': refunds,
    empty: { ...refunds, figures: [], rows: [], shown: null },
  } satisfies Record<string, AdminTablePage>,
  'admin/overview': {
    '': toOverviewPage(overview),
    alarmed: toOverviewPage({
      ...overview,
      figures: { ...figures, failedRefunds: 2, unsettled: 1 },
      latest: [],
      trend: undefined,
    }),
  } satisfies Record<string, AdminOverviewPage>,
  'admin/question': {
    '': question,
    refused: {
      ...question,
      form: { values: { reason: 'x' }, errors: { reason: 'Reason may have 200 characters at most.' } },
    },
  } satisfies Record<string, AdminQuestionPage>,
  'admin/person': { '': person } satisfies Record<string, PersonPage>,
  'admin/payment': {
    '': story,
    away: { ...story, isRazorpayAway: true },
  } satisfies Record<string, PaymentStoryPage>,
};
