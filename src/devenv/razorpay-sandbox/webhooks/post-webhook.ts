import { request, type Agent } from 'node:http';
import { request as secureRequest } from 'node:https';
import type { DeliveryAttempt, WebhookEvent } from '../core/entities.ts';
import { sign } from '../core/signatures.ts';

export interface WebhookTarget {
  readonly url: string;
  readonly secret: string;
  readonly timeoutMs: number;
  readonly agent: Agent;
}

/** Sends an event once. Never rejects: what went wrong stands in the attempt. */
export async function postWebhook(event: WebhookEvent, target: WebhookTarget): Promise<DeliveryAttempt> {
  const at = new Date();
  const outcome = await post(event, target).catch((error: unknown) => ({
    status: null,
    error: error instanceof Error ? error.message : String(error),
  }));
  return { at: at.toISOString(), milliseconds: Date.now() - at.getTime(), ...outcome };
}

function post(event: WebhookEvent, target: WebhookTarget): Promise<{ status: number }> {
  const isSecure = target.url.startsWith('https:');
  const headers = {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(event.body),
    'user-agent': 'Razorpay-Webhook/v1 (sandbox)',
    'x-razorpay-signature': sign(event.body, target.secret),
    'x-razorpay-event-id': event.id,
  };
  const options = { method: 'POST', headers, ...(isSecure ? {} : { agent: target.agent }) };
  return new Promise((resolve, reject) => {
    const sent = (isSecure ? secureRequest : request)(target.url, options, (response) => {
      response.resume().on('end', () => resolve({ status: response.statusCode ?? 0 }));
      response.on('error', reject).on('close', () => clearTimeout(timer));
    });
    const timer = setTimeout(() => {
      sent.destroy(new Error(`no answer within ${target.timeoutMs} ms`));
    }, target.timeoutMs);
    sent.on('error', reject).on('close', () => clearTimeout(timer));
    sent.end(event.body);
  });
}
