import { z } from 'zod';
import { lineOfText } from '../../web/text-input.ts';
import { timeZoneField } from '../../web/time-zone-field.ts';
import { emailAddress, isAboutPerson, newPassword } from './account.schema.ts';

/** Which of the forms of the account page was sent. */
export const accountFormSchema = z.object({
  form: z.enum(['details', 'password', 'email', 'sessions', 'verification']),
});

export const detailsSchema = z.object({
  name: lineOfText({ label: 'Name', max: 80, isRequired: true }),
  timeZone: timeZoneField,
});

const currentPassword = z
  .string({ error: 'Enter your current password.' })
  .min(1, { error: 'Enter your current password.' })
  .max(1000);

/** @param email of the account, which the password must not be */
export function passwordChangeSchema(email: string) {
  return z.object({ currentPassword, newPassword: passwordFor(email) });
}

/** @param email of the account, which the password must not be */
export function resetSchema(email: string) {
  return z.object({ password: passwordFor(email) });
}

export const emailChangeSchema = z.object({ currentPassword, email: emailAddress });

/** The choice of anybody who reads the pages. */
export const timeZoneSchema = z.object({ timeZone: timeZoneField });

export const forgotSchema = z.object({ email: emailAddress });

/** Something irreversible, for which the person shows once more who it is. */
export const passwordProofSchema = z.object({ currentPassword });

function passwordFor(email: string) {
  return newPassword.refine((password) => !isAboutPerson(password, email), {
    error: 'Password must not be your e-mail address.',
  });
}
