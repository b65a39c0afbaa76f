import { openSale, paySale, type PaidSale } from './builders.ts';
import { createSlot } from './journey.ts';
import { startSite, type Site } from './site.ts';
import { until } from './until.ts';
import { postEvent } from './webhook.ts';

/** A site for the calling suite, which sends the webhooks itself. */
export function useWebhookSite(onStart: (site: Site) => void, environment: Record<string, string> = {}) {
  let site: Site;
  before(async () => {
    site = await startSite({ webhooks: false, environment });
    onStart(site);
  });
  after(() => site.close());
  afterEach(() => site.sandbox.control.clearFaults());

  const inbox = (eventId: string) => site.services.webhookEvents.find(eventId);
  return {
    /** The stored event with this id. */
    inbox,
    /** Waits until the event with this id is handled. */
    handled: (eventId: string) =>
      until(async () => {
        const event = await inbox(eventId);
        return event?.handledAt && event;
      }),
    send: (eventId: string, body: string) => postEvent(site, body, { 'x-razorpay-event-id': eventId }),
    paid: async (maxStudents = 1, payment = {}): Promise<PaidSale> =>
      paySale(site, await openSale(site, await createSlot(site, { maxStudents })), payment),
    slotOf: ({ sale }: PaidSale) => site.services.slots.findById(sale.slotId),
    decisionOf: ({ paymentId }: PaidSale) => site.services.decisions.find(paymentId),
  };
}
