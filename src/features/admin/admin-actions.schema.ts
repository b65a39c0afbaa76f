import { z } from 'zod';
import { linesOfText } from '../../web/text-input.ts';
import { REASON_MAX } from './question.page.ts';

/** Why an admin does it. */
export const reasonSchema = z.object({
  reason: linesOfText({ label: 'Reason', max: REASON_MAX }).default(''),
});
