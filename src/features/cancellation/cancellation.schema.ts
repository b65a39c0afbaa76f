import { z } from 'zod';
import { toPaise } from '../../shared/money.ts';

/** The amount that the page showed, in paise. */
export const cancelSchema = z.object({
  refundAmount: z
    .string({ error: 'Confirm the amount that you get back.' })
    .regex(/^\d{1,9}$/, { error: 'Confirm the amount that you get back.' })
    .transform((text) => toPaise(Number(text))),
});

export const rescheduleSchema = z.object({
  slotId: z.string({ error: 'Choose a time.' }).regex(/^[0-9a-f]{24}$/, { error: 'Choose a time.' }),
});
