import { createHmac } from 'node:crypto';
import supertest from 'supertest';
import { paths } from '../../src/paths.ts';
import { razorpaySecrets, type Site } from './site.ts';

/** The body of an event as Razorpay sends it. */
export function eventBody(event: string, payload: Record<string, object>, changes: object = {}): string {
  const entities = Object.fromEntries(Object.entries(payload).map(([name, entity]) => [name, { entity }]));
  return JSON.stringify({
    entity: 'event',
    account_id: 'acc_SureslotTests1',
    event,
    contains: Object.keys(payload),
    payload: entities,
    created_at: 1_700_000_000,
    ...changes,
  });
}

export function signatureOf(body: string, secret: string = razorpaySecrets.webhookSecret): string {
  return createHmac('sha256', secret).update(body).digest('hex');
}

/** Posts a body as Razorpay would, with a valid signature unless another is given. */
export function postEvent(site: Pick<Site, 'app'>, body: string, headers: Record<string, string> = {}) {
  return supertest(site.app)
    .post(paths.razorpayWebhook)
    .set({ 'content-type': 'application/json', 'x-razorpay-signature': signatureOf(body), ...headers })
    .send(body);
}
