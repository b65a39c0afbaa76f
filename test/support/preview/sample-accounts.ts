import type { LoginPage } from '../../../src/features/accounts/login.page.ts';
import type { RegisterPage } from '../../../src/features/accounts/register.page.ts';
import type { ErrorPage } from '../../../src/web/error.page.ts';
import { emptyForm } from './sample-parts.ts';

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
