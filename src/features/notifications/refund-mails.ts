import { paths } from '../../paths.ts';
import { toShownTime } from '../../web/session-time.ts';
import { toRefundProgress, type Refund } from '../refunds/index.ts';
import { shortTitle } from './mail-template.ts';
import type { MailFact, MailPage } from './mail.page.ts';
import type { MailReader, SiteAddress } from './mail-reader.ts';

export interface RefundMailContext {
  readonly refund: Refund;
  /** Of the session, where it still exists. */
  readonly title: string | undefined;
  readonly user: MailReader;
  readonly site: SiteAddress;
}

export function toRefundMail(
  kind: 'refund-owed' | 'refund-processed',
  { refund, title = 'your session', user, site }: RefundMailContext,
): MailPage {
  const progress = toRefundProgress(refund, user.timeZone);
  const { amount } = progress;
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
      paragraphs: [progress.reason, progress.next],
    },
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
    action: { text: 'Follow the refund', url: site.baseUrl + paths.dashboard },
    links: [],
    notes: [],
  };
}

function paidBackOn({ processedAt }: Refund, { timeZone }: MailReader): readonly MailFact[] {
  return processedAt ? [{ label: 'On', value: toShownTime(processedAt, timeZone).text }] : [];
}

function known(label: string, value: string | null): readonly MailFact[] {
  return value === null ? [] : [{ label, value }];
}
