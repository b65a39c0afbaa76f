import { z } from 'zod';
import type { Dispute } from '../disputes/index.ts';
import type { WebhookEventContent } from './webhook-event.ts';

const id = z.string().max(64);
const entityWith = <T extends z.ZodRawShape>(shape: T) => z.object({ entity: z.object(shape) }).optional();

const unixSeconds = z
  .int()
  .positive()
  .transform((seconds) => new Date(seconds * 1000));

const disputeShape = {
  id,
  payment_id: id,
  amount: z.int().nonnegative(),
  reason_code: z.string().max(200).nullish(),
  status: z.string().max(40),
  respond_by: unixSeconds.nullish().catch(undefined),
};

/** The envelope that Razorpay sends; of what is inside, the ids, and a dispute. */
const envelopeSchema = z.object({
  event: z.string().min(1).max(64),
  payload: z.object({
    payment: entityWith({ id, order_id: id.nullish() }),
    order: entityWith({ id }),
    refund: entityWith({ id, payment_id: id.nullish() }),
    dispute: entityWith(disputeShape),
  }),
  created_at: unixSeconds.catch(() => new Date(0)),
});

/** Reads a body whose signature was checked. Undefined when it is not an event, which Razorpay never sends. */
export function readWebhookBody(rawBody: Buffer): WebhookEventContent | undefined {
  const parsed = envelopeSchema.safeParse(parseJson(rawBody.toString('utf8')));
  if (!parsed.success) return undefined;
  const { event, payload, created_at: toldAt } = parsed.data;
  const { payment, order, refund, dispute } = payload;
  return {
    event,
    orderId: payment?.entity.order_id ?? order?.entity.id,
    paymentId: payment?.entity.id ?? refund?.entity.payment_id ?? dispute?.entity.payment_id,
    refundId: refund?.entity.id,
    dispute: dispute && toDispute(dispute.entity, toldAt),
  };
}

function toDispute(entity: z.output<z.ZodObject<typeof disputeShape>>, toldAt: Date): Dispute {
  return {
    disputeId: entity.id,
    paymentId: entity.payment_id,
    amount: entity.amount,
    reason: entity.reason_code ?? 'not told',
    status: entity.status,
    respondBy: entity.respond_by ?? null,
    toldAt,
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
