import * as z from 'zod';
import { isEmailAddress } from '../../shared/text.ts';
import { lineOfText } from '../../web/parse-input.ts';
import { optionalTimeZoneField, timeZoneField } from '../../web/zone-choices.ts';
import { isEasyToGuess } from './password.ts';
import { normaliseEmail } from './user.ts';

const MIN_PASSWORD = 8;
const MAX_PASSWORD = 128;
/** Of a password to compare, which may be wrong in any way. */
const MAX_TYPED = 1000;
const MAX_EMAIL = 254;

/** Not trimmed: a space at either end of a password counts. */
export const newPassword = z
  .string({ error: 'Password is missing.' })
  .refine((password) => length(password) >= MIN_PASSWORD && length(password) <= MAX_PASSWORD, {
    error: `Password must have ${MIN_PASSWORD} to ${MAX_PASSWORD} characters.`,
  })
  .refine((password) => !isEasyToGuess(password), {
    error: 'This password is one of the first that others would try. Please choose another.',
  });

export const emailAddress = z
  .string({ error: 'E-mail is missing.' })
  .transform(normaliseEmail)
  .refine(isEmailAddress, { error: 'Enter an e-mail address, such as name@example.com.' });

export const registerSchema = z
  .object({
    name: lineOfText({ label: 'Name', max: 80, isRequired: true }),
    email: emailAddress,
    password: newPassword,
    role: z.enum(['user', 'mentor'], { error: 'Choose an account type.' }),
    timeZone: optionalTimeZoneField,
  })
  .refine(({ email, password }) => !isAboutPerson(password, email), {
    path: ['password'],
    error: 'Password must not be your e-mail address.',
  });

export type Registration = z.output<typeof registerSchema>;

/** Not checked further: any other fault makes it a wrong login. */
export const loginSchema = z.object({
  email: z
    .string({ error: 'E-mail is missing.' })
    .min(1, { error: 'E-mail is missing.' })
    .max(MAX_EMAIL, { error: 'E-mail is too long.' }),
  password: z
    .string({ error: 'Password is missing.' })
    .min(1, { error: 'Password is missing.' })
    .max(MAX_TYPED, { error: 'Password is too long.' }),
});

function length(text: string): number {
  return Array.from(text).length;
}

/** Whether somebody who knows the address would try this password early. */
export function isAboutPerson(password: string, email: string): boolean {
  const [mailbox = ''] = email.split('@');
  return [email, mailbox].includes(normaliseEmail(password));
}

/** Which of the forms of the account page was sent. */
export const accountFormSchema = z.object({
  form: z.enum(['details', 'password', 'email', 'sessions', 'verification']),
});

/** Separators that people put between digits. */
const BETWEEN_DIGITS = /[\s().-]/gu;
const INDIA = '+91';
/** Ten digits, as in an Indian number, with or without the long-distance 0. */
const OF_INDIA = /^0?(?=[1-9]\d{9}$)/;
/** E.164. */
const WITH_COUNTRY = /^\+[1-9]\d{6,14}$/;
const WRONG_PHONE = 'Enter a phone number with its country code, such as +91 98765 43210.';

/** Stored in Razorpay's format, `+919876543210`. Ten digits alone are an Indian number. */
export const phoneNumber = z
  .string({ error: WRONG_PHONE })
  .transform((text) => text.replace(BETWEEN_DIGITS, '').replace(/^00/, '+').replace(OF_INDIA, INDIA))
  .refine((phone) => phone === '' || WITH_COUNTRY.test(phone), { error: WRONG_PHONE })
  .refine((phone) => !phone.startsWith(INDIA) || phone.length === INDIA.length + 10, {
    error: 'A phone number in India has 10 digits after +91.',
  });

export const detailsSchema = z.object({
  name: lineOfText({ label: 'Name', max: 80, isRequired: true }),
  phone: phoneNumber,
  timeZone: timeZoneField,
});

const currentPassword = z
  .string({ error: 'Enter your current password.' })
  .min(1, { error: 'Enter your current password.' })
  .max(MAX_TYPED, { error: 'Password is too long.' });

/** @param email of the account; the password must differ from it */
export function passwordChangeSchema(email: string) {
  return z.object({ currentPassword, newPassword: passwordFor(email) });
}

/** @param email of the account; the password must differ from it */
export function resetSchema(email: string) {
  return z.object({ password: passwordFor(email) });
}

export const emailChangeSchema = z.object({ currentPassword, email: emailAddress });

/** Also for visitors. */
export const timeZoneSchema = z.object({ timeZone: timeZoneField });

export const forgotSchema = z.object({ email: emailAddress });

/** For an irreversible step, which the person confirms with the password. */
export const passwordProofSchema = z.object({ currentPassword });

function passwordFor(email: string) {
  return newPassword.refine((password) => !isAboutPerson(password, email), {
    error: 'Password must not be your e-mail address.',
  });
}
