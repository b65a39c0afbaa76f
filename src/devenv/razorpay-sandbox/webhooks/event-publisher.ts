import type { Dispute, Order, Payment, Refund, WebhookEventName } from '../core/entities.ts';

export interface EventPayload {
  readonly payment: Payment;
  readonly order?: Order;
  readonly refund?: Refund;
  readonly dispute?: Dispute;
}

export interface PublishOptions {
  /** Recorded but not sent, as if it got lost on the way. */
  readonly lost?: boolean;
}

/** Where the payment and refund rules announce what happened. */
export interface EventPublisher {
  publish(event: WebhookEventName, payload: EventPayload, options?: PublishOptions): void;
}
