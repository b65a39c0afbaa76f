import type { Face } from './face.ts';

/** The values of a form and its errors. Never contains passwords. */
export interface FormModel {
  readonly values: Readonly<Record<string, string>>;
  /** Field name to message. */
  readonly errors: Readonly<Record<string, string>>;
  /** An error of the whole form, such as a wrong login. */
  readonly formError?: string;
}

export const emptyForm: FormModel = { values: {}, errors: {} };

/** The models of the shared partials in views/partials. All texts are formatted. */

export interface ShownTime {
  /** ISO 8601 in UTC, for `<time datetime>`. */
  readonly iso: string;
  /** With the zone: `Sat 4 Oct 2025, 6:30 pm IST`. */
  readonly text: string;
}

/** The time of a session in the reader's zone and, if it differs, in the mentor's. */
export interface SessionTime {
  /** Start, ISO 8601 in UTC. */
  readonly iso: string;
  /** `Oct`, and `4`: the two lines of the calendar leaf. */
  readonly month: string;
  readonly day: string;
  /** `Saturday, 4 October 2025`. On pages the current year is left out. */
  readonly date: string;
  /** `Sat 4 Oct`, or with the year if it is not the current one. */
  readonly shortDate: string;
  /** `6:30 pm`. */
  readonly start: string;
  /** `6:30 pm – 7:30 pm`, `11:30 pm – Sun 12:30 am`, `2:30 am CEST – 2:30 am`. Needs `endZone` after it. */
  readonly hours: string;
  /** The zone at the end: another than `zone` if clocks change during the session. */
  readonly endZone: string;
  /** `IST`, or `Kathmandu time` if the zone has no short name. */
  readonly zone: string;
  /** The same moment for the mentor, `Sat 4 Oct, 2:00 pm BST`; null if the zones agree. */
  readonly mentorTime: string | null;
  /** `45 min`, `1 h 30 min`. */
  readonly duration: string;
}

export type Tone = 'neutral' | 'good' | 'warning' | 'bad';

export interface BadgeModel {
  readonly text: string;
  readonly tone: Tone;
}

export interface Seats {
  /** `12 seats left`, `1 seat left`, `One-on-one`, `Fully booked`. */
  readonly text: string;
  /** `of 25`, if some of several seats are left. */
  readonly total: string | null;
  readonly level: 'plenty' | 'few' | 'none';
  /** Percentage of the seats that are sold, for the bar. Null without a bar: a single seat, or less than half sold. */
  readonly taken: number | null;
}

/** The drawn picture of a topic, which only decorates. */
export interface TopicArt {
  /** The id of a symbol in `public/images/topics.svg`. */
  readonly name: string;
  /** 0 to 7, as of a face. */
  readonly tint: number;
}

/** A mentor's name and link, as on every page. */
export interface MentorLink {
  readonly name: string;
  /** Empty without a page. */
  readonly handle: string;
  readonly headline: string | null;
  readonly face: Face;
}

export interface RefundTerms {
  /** `Flexible`. */
  readonly name: string;
  /** One line per tier, best first: `Full refund until 24 hours before the start`. */
  readonly tiers: readonly string[];
}

/** One step of a refund policy. */
export interface RefundStage {
  readonly share: 'full' | 'half' | 'none';
  /** `Full refund`. */
  readonly label: string;
  /** `until Wed 2 Dec, 11:00 am IST`, `after that`. */
  readonly when: string;
}

/** The refund terms of one session as moments. Only steps that are still possible. */
export interface RefundMoments {
  /** Best first; the last one gives nothing back. Empty if no refund is possible. */
  readonly stages: readonly RefundStage[];
  /**
   * The first hour after booking, if it gives more than the stages: `Full refund if you cancel before 9:41 am today.`
   */
  readonly firstHour: string | null;
  /**
   * A warning before the payment if no stage is left, with the first hour if it applies: `Once you have paid, nothing
   * comes back if you cancel.`
   */
  readonly warning: string | null;
  /** The terms that a rescheduled booking keeps. */
  readonly bound: string | null;
}

export interface MeetingAccess {
  /** Https. Null before it may be shown, and without a link. */
  readonly url: string | null;
  /** The session begins soon or is running, so joining is the main action. */
  readonly isNow: boolean;
  /** `12:30 pm today`: when the link will be shown. Null if it is shown already, or if there is none. */
  readonly from: string | null;
}

export interface Pager {
  /** `Page 2 of 5`. */
  readonly text: string;
  readonly previousHref: string | null;
  readonly nextHref: string | null;
}

export interface Step {
  readonly title: string;
  readonly state: 'done' | 'current' | 'ahead' | 'failed';
  readonly time: ShownTime | null;
}

export interface RefundProgress {
  /** `₹499`. */
  readonly amount: string;
  /** The reason, as a sentence. */
  readonly reason: string;
  readonly status: 'DUE' | 'REQUESTED' | 'PROCESSED' | 'FAILED';
  /** The status in words: `Sent to your bank`. */
  readonly badge: BadgeModel;
  readonly steps: readonly Step[];
  /** Razorpay's refund id, if there is one. */
  readonly refundId: string | null;
  /** The bank's reference (ARN, UTR), if there is one. */
  readonly bankReference: string | null;
  /** What happens next, as a sentence. */
  readonly next: string;
}

/** A message with which the reader shares a page. */
export interface Share {
  readonly path: string;
  readonly title: string;
  /** The text before the address, with its line breaks. */
  readonly text: string;
  /** Path of the address as a QR code; null where the page shows the code anyway. */
  readonly code: string | null;
}

const MAX_PAGES = 1000;

/** The number of the page, from 1. Unreadable text gives 1. */
export function readPage(text: unknown): number {
  const page = typeof text === 'string' && /^\d{1,4}$/.test(text) ? Number(text) : 1;
  return Math.min(Math.max(1, page), MAX_PAGES);
}

export interface PageOfList {
  readonly page: number;
  readonly hasNext: boolean;
  /** If known. */
  readonly pages?: number;
  readonly hrefOf: (page: number) => string;
}

/** Null if everything fits on one page. */
export function toPager({ page, hasNext, pages, hrefOf }: PageOfList): Pager | null {
  if (page === 1 && !hasNext) return null;
  // A list may have become shorter since its page was opened.
  const last = Math.max(1, pages ?? page);
  if (page > last) {
    const text = `There is no page ${page}: the list ends on page ${last}.`;
    return { text, previousHref: hrefOf(last), nextHref: null };
  }
  return {
    text: pages === undefined ? `Page ${page}` : `Page ${page} of ${pages}`,
    previousHref: page > 1 ? hrefOf(page - 1) : null,
    nextHref: hasNext ? hrefOf(page + 1) : null,
  };
}
