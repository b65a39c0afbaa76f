import { customAlphabet } from 'nanoid';

const alphanumeric = customAlphabet('0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz', 14);
const digits = customAlphabet('0123456789', 12);

/** A new id in Razorpay's spelling, such as `pay_29QQoUBi66xm2f`. */
export function newId(prefix: 'order' | 'pay' | 'rfnd' | 'disp' | 'card' | 'fault' | 'rule'): string {
  return `${prefix}_${alphanumeric()}`;
}

/** The id of a webhook event, which bears no prefix. */
export function newEventId(): string {
  return alphanumeric();
}

/** A bank's reference number. */
export function newBankReference(): string {
  return digits();
}

/** Now, in unix seconds. */
export function unixNow(): number {
  return Math.floor(Date.now() / 1000);
}
