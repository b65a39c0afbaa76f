import type { Face } from './face.ts';

/** A form as a view shows it: what was entered, and what is wrong with it. Passwords are never among the values. */
export interface FormModel {
  readonly values: Readonly<Record<string, string>>;
  /** Field name to message. */
  readonly errors: Readonly<Record<string, string>>;
  /** Concerns the form as a whole, such as a wrong login. */
  readonly formError?: string;
}

/** The models of the shared partials in views/partials. All text is ready to be shown. */

export interface ShownTime {
  /** ISO 8601 in UTC, for `<time datetime>`. */
  readonly iso: string;
  /** With the zone: `Sat 4 Oct 2025, 6:30 pm IST`. */
  readonly text: string;
}

/** When a session takes place, in the zone of the reader and, if that is another, of the mentor. */
export interface SessionTime {
  /** Start, ISO 8601 in UTC. */
  readonly iso: string;
  /** `Oct`, and `4`: the two lines of the calendar leaf. */
  readonly month: string;
  readonly day: string;
  /** `Saturday, 4 October 2025`, without the year on pages while it is this one. */
  readonly date: string;
  /** `Sat 4 Oct`, likewise. */
  readonly shortDate: string;
  /** `6:30 pm`. */
  readonly start: string;
  /** `6:30 pm – 7:30 pm`. */
  readonly hours: string;
  /** `IST`, or `GMT+5:30` where the zone has no short name. */
  readonly zone: string;
  /** The same moment for the mentor, `Sat 4 Oct, 2:00 pm BST`; null when the zones agree. */
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
  /** `of 25`: all seats, where some are left of several. */
  readonly total: string | null;
  readonly level: 'plenty' | 'few' | 'none';
  /** How many of all seats are taken, in per cent: the length of the bar. Null where there is one seat: no bar. */
  readonly taken: number | null;
}

/** A mentor as every page names them. */
export interface MentorLink {
  readonly name: string;
  /** Empty for someone who has no page. */
  readonly handle: string;
  readonly headline: string | null;
  readonly face: Face;
}

export interface RefundTerms {
  /** `Flexible`. */
  readonly name: string;
  /** One tier a line, best first: `Full refund until 24 hours before the start`. */
  readonly tiers: readonly string[];
}

/** What comes back of the amount until when. */
export interface RefundStage {
  readonly share: 'full' | 'half' | 'none';
  /** `Full refund`. */
  readonly label: string;
  /** `until Wed 2 Dec, 11:00 am IST`, `after that`. */
  readonly when: string;
}

/** The refund terms of one session as moments: only what is still possible. */
export interface RefundMoments {
  /** The best that there still is, in one line: `Full refund until Wed 2 Dec, 11:00 am IST`. */
  readonly summary: string;
  /** Best first, and at last that nothing comes back. Empty where nothing can. */
  readonly stages: readonly RefundStage[];
  /** The first hour after booking, where it gives more than the stages: `Full refund if you cancel before 9:41 am today.` */
  readonly firstHour: string | null;
  /** What to know before paying where no stage is left, with the first hour if there is one: `Once you have paid, nothing comes back if you cancel.` */
  readonly warning: string | null;
  /** What binds a booking that its user has moved. */
  readonly bound: string | null;
}

/** The way into a meeting. */
export interface MeetingAccess {
  /** Https; null before it may be shown, and while the mentor has given none. */
  readonly url: string | null;
  /** It is about to begin, so that joining is the first thing to do. */
  readonly isNow: boolean;
  /** `12:30 pm today`: from when the link is shown; null where it is, or where there is none. */
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

/** Where a refund stands. */
export interface RefundProgress {
  /** `₹499`. */
  readonly amount: string;
  /** Why, as a sentence. */
  readonly reason: string;
  readonly status: 'DUE' | 'REQUESTED' | 'PROCESSED' | 'FAILED';
  /** The status in words: `Sent to your bank`. */
  readonly badge: BadgeModel;
  readonly steps: readonly Step[];
  /** Razorpay's refund id, once there is one. */
  readonly refundId: string | null;
  /** The bank's reference (ARN, UTR), once there is one. */
  readonly bankReference: string | null;
  /** What happens next, as a sentence. */
  readonly next: string;
}

/** A page that is passed on, by whatever the reader sends messages with. */
export interface Share {
  readonly path: string;
  readonly title: string;
  /** What the message says before the address; its line breaks are kept. */
  readonly text: string;
}
