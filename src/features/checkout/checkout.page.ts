import { paths } from '../../paths.ts';
import { formatInr } from '../../shared/money.ts';
import { BRAND } from '../../shared/text.ts';
import { toFace, toMentorLink } from '../../web/face.ts';
import type { CurrentUser } from '../../web/guards.ts';
import { view } from '../../web/page-renderer.ts';
import { toSessionTime } from '../../web/session-time.ts';
import { toRefundMoments } from '../refunds/index.ts';
import { sessionTypeNames, type SlotMentor, type TimeSlot, topicArt } from '../slots/index.ts';
import { amountOf, type OrderedBooking } from './pending-booking.ts';

export type CheckoutPage = ReturnType<typeof toCheckoutPage>;

/** Settings of the page. */
export interface CheckoutSettings {
  readonly keyId: string;
  /** Origins. */
  readonly apiUrl: string;
  readonly checkoutUrl: string;
  readonly baseUrl: string;
}

export interface CheckoutPageInput {
  readonly draft: OrderedBooking;
  readonly slot: TimeSlot;
  readonly mentor: SlotMentor;
  readonly user: CurrentUser;
  /** False if the user has already cancelled within the first hour in this slot. */
  readonly hasFirstHour: boolean;
  readonly settings: CheckoutSettings;
  readonly now: Date;
}

/** Seconds that the payment window stays open at most. */
const MAX_CHECKOUT = 900;
const LOGO = '/images/logo-256.png';
const BRAND_COLOUR = '#0b5a45';

export function toCheckoutPage(input: CheckoutPageInput) {
  const { draft, slot, mentor, user, hasFirstHour, settings, now } = input;
  const scheduledAt = new Date(draft.scheduledAt);
  return {
    bookingId: draft.bookingId,
    slotId: slot.id,
    title: slot.title,
    art: topicArt(slot),
    mentor: toMentorLink(mentor),
    /** The photo or initials of the mentor. */
    face: toFace(mentor),
    sessionType: sessionTypeNames[draft.sessionType],
    time: toSessionTime({
      scheduledAt,
      duration: draft.duration,
      mentorZone: slot.timeZone,
      viewerZone: user.timeZone,
      now,
    }),
    amount: formatInr(amountOf(draft)),
    /** The user's note for the mentor; may be empty. */
    notes: draft.notes,
    refundTerms: toRefundMoments({
      policy: draft.refundPolicy,
      scheduledAt,
      paid: amountOf(draft),
      now,
      viewerZone: user.timeZone,
      hasFirstHour,
    }),
    /** The URL of Razorpay's checkout.js. */
    checkoutScriptUrl: `${settings.checkoutUrl}/v1/checkout.js`,
    options: standardOptions(input, scheduledAt),
    /** The address to which Razorpay sends in-app browsers, in which its script cannot call back. */
    callbackUrl: settings.baseUrl + paths.razorpayCallback,
    /** Hosted Checkout, for browsers without JavaScript. */
    hosted: { url: `${settings.apiUrl}/v1/checkout/embedded`, fields: hostedFields(input) },
  };
}

/** Passed to Razorpay's script; our script adds the handlers. */
function standardOptions({ draft, slot, user, settings, now }: CheckoutPageInput, scheduledAt: Date) {
  const untilStart = Math.floor((scheduledAt.getTime() - now.getTime()) / 1000);
  return {
    key: settings.keyId,
    /** Paise. */
    amount: draft.amount,
    currency: draft.currency,
    name: BRAND,
    description: slot.title,
    order_id: draft.orderId,
    /** At the top of the window. */
    image: settings.baseUrl + LOGO,
    theme: { color: BRAND_COLOUR },
    /** If the payer gave no number, Razorpay asks for it. */
    prefill: { name: user.name, email: user.email, ...(user.phone && { contact: user.phone }) },
    /** Seconds after which the window closes: never after the start of the session. */
    timeout: Math.max(1, Math.min(MAX_CHECKOUT, untilStart)),
  };
}

function hostedFields({ draft, slot, user, settings }: CheckoutPageInput) {
  const fields = {
    key_id: settings.keyId,
    amount: String(draft.amount),
    currency: draft.currency,
    order_id: draft.orderId,
    name: BRAND,
    description: slot.title,
    image: settings.baseUrl + LOGO,
    'prefill[name]': user.name,
    'prefill[email]': user.email,
    ...(user.phone && { 'prefill[contact]': user.phone }),
    callback_url: settings.baseUrl + paths.razorpayCallback,
    cancel_url: settings.baseUrl + paths.checkoutCancelled(draft.bookingId),
  };
  return Object.entries(fields).map(([name, value]) => ({ name, value }));
}

export const checkoutView = view<CheckoutPage>('checkout/checkout');
