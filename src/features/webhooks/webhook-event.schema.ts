import { z } from 'zod';
import type { WebhookEventContent } from './webhook-event.ts';

const id = z.string().max(64);
const entityWith = <T extends z.ZodRawShape>(shape: T) => z.object({ entity: z.object(shape) }).optional();

/** The envelope that Razorpay sends; of what is inside, the ids. */
const envelopeSchema = z.object({
  event: z.string().min(1).max(64),
  payload: z.object({
    payment: entityWith({ id, order_id: id.nullish() }),
    order: entityWith({ id }),
    refund: entityWith({ id, payment_id: id }),
  }),
});

/** Reads a body whose signature was checked. Undefined when it is not an event, which Razorpay never sends. */
export function readWebhookBody(rawBody: Buffer): WebhookEventContent | undefined {
  const parsed = envelopeSchema.safeParse(parseJson(rawBody.toString('utf8')));
  if (!parsed.success) return undefined;
  const { event, payload } = parsed.data;
  const { payment, order, refund } = payload;
  return {
    event,
    orderId: payment?.entity.order_id ?? order?.entity.id,
    paymentId: payment?.entity.id ?? refund?.entity.payment_id,
    refundId: refund?.entity.id,
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
