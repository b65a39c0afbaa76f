import { paths } from '../../paths.ts';
import type { BadgeModel } from '../../web/partials.page.ts';
import { badgeCell, factsCell, idFact, inWords, momentCell, paymentCell } from './admin-cells.ts';
import { type AdminList, search, select, toSearch } from './admin-list.ts';
import type { AdminMoneyRepository } from './admin-money.repository.ts';

/** Razorpay's words for where a dispute stands. */
const statusWords: Readonly<Record<string, BadgeModel>> = {
  open: { text: 'Open', tone: 'bad' },
  under_review: { text: 'Under review', tone: 'warning' },
  won: { text: 'Won', tone: 'good' },
  lost: { text: 'Lost', tone: 'bad' },
  closed: { text: 'Closed', tone: 'neutral' },
};

export function disputesList(money: AdminMoneyRepository): AdminList {
  return {
    path: paths.adminDisputes,
    title: 'Disputes',
    lead: 'Payments that a payer’s bank disputes, as Razorpay has told us. Answer them at Razorpay’s dashboard in time; a booking is not changed by a dispute.',
    emptyText: 'No dispute.',
    columns: [
      { text: 'Payment', role: 'subject' },
      { text: 'Reason' },
      { text: 'Answer by' },
      { text: 'Status', role: 'status' },
      { text: 'Details', role: 'facts' },
    ],
    filters: [search('Id of dispute or payment'), select('status', 'Status', inWords(statusWords))],
    load: async (query) => {
      const disputes = await money.listDisputes(toSearch(query, 'status'), query);
      return {
        rows: disputes.map((dispute) => [
          paymentCell(dispute.paymentId, dispute.amount),
          { text: dispute.reason.replaceAll('_', ' ') },
          dispute.respondBy ? momentCell(dispute.respondBy, query) : { text: '' },
          badgeCell(statusWords[dispute.status] ?? { text: dispute.status, tone: 'neutral' }),
          factsCell([idFact('Dispute', dispute.disputeId), idFact('Payment', dispute.paymentId)]),
        ]),
      };
    },
  };
}
