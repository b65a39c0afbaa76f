import type {
  AccountPage,
  ForgotPage,
  LoginPage,
  RegisterPage,
  ResetPage,
  TimeZonePage,
  UnsentFormPage,
  VerifyPage,
} from '../../../src/features/accounts/account.page.ts';
import type { DeletionPage } from '../../../src/features/accounts/deletion.page.ts';
import type { ErrorPage } from '../../../src/web/error-handler.ts';
import { emptyForm, shownTime, timeZones } from './sample-parts.ts';

const account: AccountPage = {
  address: 'ravi@example.com',
  isVerified: false,
  present: { name: 'Ravi Kumar', others: 'India · +919876543210' },
  details: {
    values: { name: 'Ravi Kumar', phone: '+919876543210', timeZone: 'Asia/Kolkata', version: '4e1c' },
    errors: {},
  },
  password: emptyForm,
  email: emptyForm,
  sessions: [
    { device: 'Firefox on Windows', since: shownTime, isThis: true },
    { device: 'Chrome on Android', since: shownTime, isThis: false },
  ],
  timeZones,
};

const groups = [
  { name: 'America', zones: [{ value: 'America/New_York', text: 'New York · GMT-5 · 8:42 am' }] },
  { name: 'Asia', zones: [{ value: 'Asia/Kolkata', text: 'India · GMT+5:30 · 7:12 pm' }] },
];

export const accountSamples = {
  'accounts/time-zone': {
    '': { form: { values: { timeZone: 'Asia/Kolkata', returnTo: '/' }, errors: {} }, groups },
    refused: {
      form: {
        values: { timeZone: 'Asia/Kolkata', returnTo: '/' },
        errors: { timeZone: 'Choose a time zone from the list.' },
      },
      groups,
    },
  } satisfies Record<string, TimeZonePage>,
  'accounts/login': {
    '': { form: emptyForm },
    refused: {
      form: {
        values: { email: 'ravi@example.com', returnTo: '/slots/1' },
        errors: {},
        formError: 'The e-mail or the password is wrong.',
      },
    },
  } satisfies Record<string, LoginPage>,
  'accounts/register': {
    '': { form: { values: { timeZone: 'Asia/Kolkata' }, errors: {} }, timeZones },
    refused: {
      timeZones,
      form: {
        values: { name: 'Ravi', email: 'ravi@example', role: 'mentor' },
        errors: {
          email: 'Enter an e-mail address, such as name@example.com.',
          password: 'Use at least 8 characters.',
        },
      },
    },
  } satisfies Record<string, RegisterPage>,
  'accounts/unsent-form': {
    '': {
      action: '/mentor/slots',
      cancelPath: '/mentor',
      fields: [
        { name: 'title', value: 'Reading contracts' },
        { name: 'description', value: 'First line\nsecond line' },
        { name: 'version', value: '3' },
      ],
      shown: [
        { label: 'Title', value: 'Reading contracts' },
        { label: 'Description', value: 'First line\nsecond line' },
      ],
    },
  } satisfies Record<string, UnsentFormPage>,
  'accounts/forgot': {
    '': { form: emptyForm, isSent: false },
    sent: { form: emptyForm, isSent: true },
  } satisfies Record<string, ForgotPage>,
  'accounts/reset': {
    '': { token: 'abc', form: emptyForm },
    refused: { token: 'abc', form: { values: {}, errors: { password: 'Use at least 8 characters.' } } },
  } satisfies Record<string, ResetPage>,
  'accounts/account': {
    '': account,
    refused: {
      ...account,
      isVerified: true,
      password: { values: {}, errors: { currentPassword: 'This is not your current password.' } },
      email: { values: { email: 'ravi@example' }, errors: { email: 'Enter an e-mail address.' } },
    },
  } satisfies Record<string, AccountPage>,
  'accounts/verify': {
    '': { token: 'abc', isUsable: true },
    unusable: { token: 'abc', isUsable: false },
  } satisfies Record<string, VerifyPage>,
  'accounts/delete': {
    '': { form: emptyForm, obstacles: [], others: null },
    refused: {
      form: {
        values: {},
        errors: {},
        formError:
          'Cancel the sessions to come first: 1 that you have booked, and 1 that you give. Nothing was deleted.',
      },
      obstacles: [
        {
          title: 'System design interview, played through once',
          detail: 'Fri 4 Dec, 6:30 pm IST, booked by you',
          href: '/bookings/session_1',
          cancelHref: '/bookings/session_1/cancel',
        },
        {
          title: 'Office hours: ask me anything',
          detail: 'under way until 8:30 pm, given by you',
          href: '/mentor/slots/6560f1a2b3c4d5e6f7a8b9ff',
          cancelHref: null,
        },
      ],
      others: { text: '3 more', href: '/mentor' },
    },
  } satisfies Record<string, DeletionPage>,
};

export const errorSamples = {
  '': {
    status: 503,
    eyebrow: 'Error 503',
    title: 'Payments are out of reach',
    message: 'Razorpay does not answer right now. Nothing was charged.',
    next: 'Please try again in a minute; your place in the flow is kept.',
    retry: { href: '/checkout/session_1', text: 'Try again' },
    link: { href: '/', text: 'All sessions' },
    requestId: 'b9f3c1d2',
  },
  gone: {
    status: 404,
    eyebrow: 'Error 404',
    title: 'This ticket leads nowhere.',
    message: 'The address may be mistyped, or the session is gone.',
    next: 'Search, or start from the list of sessions.',
    retry: null,
    link: { href: '/', text: 'All sessions' },
    requestId: '0f6f8f2e-7a44-4d0b-9a29-6f1c63c3a1f5',
  },
  expected: {
    status: 409,
    eyebrow: null,
    title: 'Fully booked',
    message: 'This session is fully booked.',
    next: 'Choose another session from the list.',
    retry: null,
    link: { href: '/', text: 'All sessions' },
    requestId: null,
  },
} satisfies Record<string, ErrorPage>;
