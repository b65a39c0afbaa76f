import type { MentorLink, RefundTerms, SessionTime } from '../../web/partials.page.ts';

/** Handed to Razorpay's script as it stands; the script adds the handlers. */
export interface StandardCheckoutOptions {
  readonly key: string;
  /** Paise. */
  readonly amount: number;
  readonly currency: string;
  readonly name: string;
  readonly description: string;
  readonly order_id: string;
  readonly prefill: { readonly name: string; readonly email: string };
  /** Seconds after which the window closes: never past the start of the session. */
  readonly timeout: number;
}

export interface HiddenField {
  readonly name: string;
  readonly value: string;
}

export interface CheckoutPage {
  readonly bookingId: string;
  readonly slotId: string;
  readonly title: string;
  readonly mentor: MentorLink;
  readonly sessionType: string;
  readonly time: SessionTime;
  readonly amount: string;
  /** The user's own note for the mentor, may be empty. */
  readonly notes: string;
  readonly refundTerms: RefundTerms;
  /** Of Razorpay's checkout.js. */
  readonly checkoutScriptUrl: string;
  readonly options: StandardCheckoutOptions;
  /** Hosted Checkout, for browsers without script. */
  readonly hosted: { readonly url: string; readonly fields: readonly HiddenField[] };
}
