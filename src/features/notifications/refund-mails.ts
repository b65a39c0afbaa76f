import { paths } from '../../paths.ts';
import { formatInr, type Paise } from '../../shared/money.ts';
import { toShownTime } from '../../web/session-time.ts';
import { type Refund, toRefundProgress } from '../refunds/index.ts';
import { type MailFact, type MailPage, type MailReader, shortTitle, type SiteAddress } from './mail.page.ts';
import type { RefundMail } from './mail.ts';

export interface RefundMailContext {
  readonly refund: Refund;
  /** The session's title, if it still exists. */
  readonly title: string | undefined;
  /** What was paid for the booking, if there is one. */
  readonly paid: Paise | undefined;
  readonly user: MailReader;
  readonly site: SiteAddress;
}

/** The reason not to send a mail about a refund any more; undefined if it is still true. */
export function reasonToSkipRefund(
  kind: RefundMail['kind'],
  { status, isRefusedForGood }: Refund,
): string | undefined {
  switch (kind) {
    case 'refund-owed':
      return isRefusedForGood || status === 'PROCESSED' ? 'another mail says how it ended' : undefined;
    case 'refund-processed':
      return status === 'PROCESSED' ? undefined : 'it is no longer paid back';
    case 'refund-failed':
      return status === 'FAILED' ? undefined : 'it was tried again';
  }
}

export function toRefundMail(
  kind: RefundMail['kind'],
  { refund, title = 'your session', paid, user, site }: RefundMailContext,
): MailPage {
  const progress = toRefundProgress(refund, { timeZone: user.timeZone, isBooked: paid !== undefined });
  const { amount } = progress;
  const failed = refund.isRefusedForGood
    ? {
        subject: `Refund not possible: ${amount} for ${shortTitle(title)}`,
        preview: 'Razorpay cannot pay it back. We will write to you and pay it in another way.',
        heading: `${amount} could not be refunded`,
        paragraphs: [progress.reason, progress.next],
      }
    : {
        subject: `Refund delayed: ${amount} for ${shortTitle(title)}`,
        preview: 'We could not return it yet. We are working on it; you do not need to do anything.',
        heading: `We could not return ${amount} yet`,
        paragraphs: [
          progress.reason,
          `${progress.next} We write to you again as soon as the money is on its way.`,
        ],
      };
  const texts = {
    'refund-owed': {
      subject: `No seat, full refund: ${shortTitle(title)}`,
      preview: `${amount} goes back to you.`,
      heading: `${amount} goes back to you`,
      paragraphs: [progress.reason, `You have no booking from this payment. ${progress.next}`],
    },
    'refund-processed': {
      subject: `Refunded: ${amount} for ${shortTitle(title)}`,
      preview: `${amount} was paid back.`,
      heading: `${amount} was paid back`,
      paragraphs: [`${progress.reason}${describeShare(refund, paid)}`, progress.next],
    },
    'refund-failed': failed,
  }[kind];
  return {
    ...texts,
    recipientName: user.name,
    session: null,
    facts: [
      { label: 'Session', value: title },
      { label: 'Refund', value: amount },
      ...paidBackOn(refund, user),
      ...known('Refund id', progress.refundId),
      ...known('Bank reference', progress.bankReference),
      { label: 'Payment', value: refund.paymentId },
    ],
    action: {
      text: refund.status === 'PROCESSED' ? 'View your bookings' : 'Follow the refund',
      url: site.baseUrl + paths.dashboard,
    },
    links: [],
    notes: [],
  };
}

/** Why less goes back than was paid. */
function describeShare({ amount, reason }: Refund, paid: Paise | undefined): string {
  if (reason !== 'USER_CANCELLED' || paid === undefined || amount >= paid) return '';
  const share = amount * 2 === paid ? 'half' : 'that part';
  return ` Under its refund terms, ${share} of the ${formatInr(paid)} that you paid goes back.`;
}

function paidBackOn({ processedAt }: Refund, { timeZone }: MailReader): readonly MailFact[] {
  return processedAt ? [{ label: 'Paid back on', value: toShownTime(processedAt, timeZone).text }] : [];
}

function known(label: string, value: string | null): readonly MailFact[] {
  return value === null ? [] : [{ label, value }];
}
