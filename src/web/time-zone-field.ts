import { z } from 'zod';
import { canonicalTimeZone } from '../shared/zoned-time.ts';

const ZONE_ERROR = 'Choose a time zone from the list.';

/** The name of a time zone in a form. Comes out as the one name that the zone goes by. */
export const timeZoneField = z
  .string({ error: ZONE_ERROR })
  .transform((text) => canonicalTimeZone(text))
  .refine((name) => name !== undefined, { error: ZONE_ERROR });

/** The same where the field may be empty or left out. */
export const optionalTimeZoneField = z
  .union([z.literal('').transform(() => undefined), timeZoneField], { error: ZONE_ERROR })
  .optional();
