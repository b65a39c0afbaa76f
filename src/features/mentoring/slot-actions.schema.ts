import { z } from 'zod';
import { isBookingId } from '../../shared/ids.ts';
import { linesOfText } from '../../web/text-input.ts';

export const cancelSlotSchema = z.object({
  reason: linesOfText({ label: 'Reason', max: 500 }).default(''),
});

export const messageSchema = z.object({
  message: linesOfText({ label: 'Message', max: 2_000, isRequired: true }),
});

const bookingId = z.string({ error: 'Choose a booking of this session.' }).refine(isBookingId, {
  error: 'Choose a booking of this session.',
});

/** One ticked box is posted as text, several as a list, none not at all. */
export const attendanceSchema = z.object({
  attended: z
    .union([bookingId.transform((id) => [id]), z.array(bookingId)], {
      error: 'Choose bookings of this session.',
    })
    .default([]),
});

export const retrySchema = z.object({ bookingId });

export const moveAnswerSchema = z.object({
  answer: z.enum(['keep', 'refund'], { error: 'Choose to keep your seat or to get your money back.' }),
});
