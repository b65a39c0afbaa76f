/** How often something may be done, before RATE_LIMIT_FACTOR. */
export interface RateLimitRule {
  readonly points: number;
  readonly seconds: number;
  /** What becomes of a request that cannot be counted: guesses at secrets are refused, the rest passes. */
  readonly whenRedisIsDown: 'refuse' | 'pass';
}

const MINUTE = 60;
const HOUR = 60 * MINUTE;

/**
 * Every limit, counted in Redis over all processes. The reasons for the numbers stand in docs/decisions/0008-rate-limits.md.
 * Of logins only those that fail count in the end.
 */
export const rateLimitRules = {
  loginByAccountAndAddress: { points: 10, seconds: 15 * MINUTE, whenRedisIsDown: 'refuse' },
  loginByAccount: { points: 50, seconds: 15 * MINUTE, whenRedisIsDown: 'refuse' },
  loginByAddress: { points: 60, seconds: 15 * MINUTE, whenRedisIsDown: 'refuse' },
  passwordCheckByUser: { points: 10, seconds: 15 * MINUTE, whenRedisIsDown: 'refuse' },
  resetByAccount: { points: 5, seconds: HOUR, whenRedisIsDown: 'refuse' },
  resetByAddress: { points: 30, seconds: HOUR, whenRedisIsDown: 'refuse' },
  resetLinkByAddress: { points: 60, seconds: HOUR, whenRedisIsDown: 'refuse' },
  registrationByAddress: { points: 300, seconds: HOUR, whenRedisIsDown: 'refuse' },
  visitorFormByAddress: { points: 3_000, seconds: 15 * MINUTE, whenRedisIsDown: 'pass' },
  unsentFormByAddress: { points: 20, seconds: 15 * MINUTE, whenRedisIsDown: 'refuse' },
  passwordChangeByUser: { points: 10, seconds: HOUR, whenRedisIsDown: 'refuse' },
  mailByRecipient: { points: 10, seconds: HOUR, whenRedisIsDown: 'refuse' },
  mailByUser: { points: 5, seconds: HOUR, whenRedisIsDown: 'refuse' },
  sessionChangeByUser: { points: 120, seconds: HOUR, whenRedisIsDown: 'pass' },
  bookingChangeByUser: { points: 30, seconds: 10 * MINUTE, whenRedisIsDown: 'pass' },
  attendeeMessageByUser: { points: 10, seconds: 24 * HOUR, whenRedisIsDown: 'refuse' },
  photoByUser: { points: 30, seconds: HOUR, whenRedisIsDown: 'pass' },
  bookingByUser: { points: 30, seconds: 10 * MINUTE, whenRedisIsDown: 'pass' },
  checkoutPageByUser: { points: 400, seconds: 10 * MINUTE, whenRedisIsDown: 'pass' },
  orderLookupByUser: { points: 20, seconds: 10 * MINUTE, whenRedisIsDown: 'pass' },
  paymentFailureByAddress: { points: 120, seconds: 10 * MINUTE, whenRedisIsDown: 'pass' },
  paymentFailureByOrder: { points: 20, seconds: 10 * MINUTE, whenRedisIsDown: 'pass' },
  requestByAddress: { points: 3_000, seconds: MINUTE, whenRedisIsDown: 'pass' },
} as const satisfies Record<string, RateLimitRule>;

export type RateLimitName = keyof typeof rateLimitRules;
