import type { AccountPage } from '../../../src/features/accounts/account.page.ts';
import type { ForgotPage } from '../../../src/features/accounts/forgot.page.ts';
import type { LoginPage } from '../../../src/features/accounts/login.page.ts';
import type { RegisterPage } from '../../../src/features/accounts/register.page.ts';
import type { ResetPage } from '../../../src/features/accounts/reset.page.ts';
import type { ErrorPage } from '../../../src/web/error.page.ts';
import { emptyForm, timeZones } from './sample-parts.ts';

export const accountSamples = {
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
    '': { form: emptyForm },
    refused: {
      form: {
        values: { name: 'Ravi', email: 'ravi@example', role: 'mentor' },
        errors: {
          email: 'Enter an e-mail address, such as name@example.com.',
          password: 'Use at least 8 characters.',
        },
      },
    },
  } satisfies Record<string, RegisterPage>,
  'accounts/forgot': {
    '': { form: emptyForm, isSent: false },
    sent: { form: emptyForm, isSent: true },
  } satisfies Record<string, ForgotPage>,
  'accounts/reset': {
    '': { token: 'abc', form: emptyForm },
    refused: { token: 'abc', form: { values: {}, errors: { password: 'Use at least 8 characters.' } } },
  } satisfies Record<string, ResetPage>,
  'accounts/account': {
    '': {
      email: 'ravi@example.com',
      details: { values: { name: 'Ravi Kumar', timeZone: 'Asia/Kolkata' }, errors: {} },
      password: emptyForm,
      timeZones,
    },
    refused: {
      email: 'ravi@example.com',
      details: { values: { name: 'Ravi Kumar', timeZone: 'Asia/Kolkata' }, errors: {} },
      password: { values: {}, errors: { currentPassword: 'This is not your present password.' } },
      timeZones,
    },
  } satisfies Record<string, AccountPage>,
};

export const errorSamples = {
  '': {
    status: 503,
    title: 'Payments are out of reach',
    message: 'Razorpay does not answer right now. Nothing was charged.',
    next: 'Please try again in a minute; your place in the flow is kept.',
    link: { href: '/', text: 'All sessions' },
    requestId: 'b9f3c1d2',
  },
} satisfies Record<string, ErrorPage>;
