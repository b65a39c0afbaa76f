import { z } from 'zod';
import { toPaise } from '../../shared/money.ts';

const UNREADABLE_AMOUNT = 'Confirm the amount that you get back.';

/** The amount that the page showed, in paise. */
const refundAmount = z
  .string({ error: UNREADABLE_AMOUNT })
  .regex(/^\d{1,9}$/, { error: UNREADABLE_AMOUNT })
  .transform((text) => toPaise(Number(text)));

export const cancelSchema = z.object({ refundAmount });

export const rescheduleSchema = z.object({
  slotId: z.string({ error: 'Choose a time.' }).regex(/^[0-9a-f]{24}$/, { error: 'Choose a time.' }),
  /** What a cancellation gave when the page was shown; who does not send it has not relied on it. */
  refundAmount: refundAmount.optional(),
});
