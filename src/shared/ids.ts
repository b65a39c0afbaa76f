import { AsyncLocalStorage } from 'node:async_hooks';
import { customAlphabet } from 'nanoid';
import type { Clock } from './clock.ts';

const randomPart = customAlphabet('0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz', 16);

const BOOKING_ID = /^session_\d{13}_[0-9A-Za-z]{16,}$/;
const OBJECT_ID = /^[0-9a-f]{24}$/;

/**
 * `session_<ms>_<16 random characters>`: 38 characters, because it is also the receipt of the Razorpay order, which
 * takes at most 40.
 */
export function newBookingId(clock: Clock): string {
  return `session_${clock.now().getTime()}_${randomPart()}`;
}

export function isBookingId(text: unknown): text is string {
  return typeof text === 'string' && BOOKING_ID.test(text);
}

/** Whether the text is an ObjectId in the spelling that we print. */
export function isObjectId(text: unknown): text is string {
  return typeof text === 'string' && OBJECT_ID.test(text);
}

const requestIds = new AsyncLocalStorage<string>();

/** Runs the work of one request, so that every log line from it names the request. */
export function withRequestId<T>(requestId: string, work: () => T): T {
  return requestIds.run(requestId, work);
}

/** Undefined in tasks and at the start. */
export function currentRequestId(): string | undefined {
  return requestIds.getStore();
}
