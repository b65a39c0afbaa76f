import { AdvanceRefund, HandMadeRefunds, RefundService, RequestRefund } from '../features/refunds/index.ts';
import type { Foundation } from './foundation.ts';
import type { Repositories } from './repositories.ts';

/** How money goes back. */
export function createRefunds(foundation: Foundation, repositories: Repositories) {
  const parts = { ...foundation, ...repositories };
  const advanceRefund = new AdvanceRefund(parts);
  const handMadeRefunds = new HandMadeRefunds({ ...parts, advanceRefund });
  const requestRefund = new RequestRefund({ ...parts, advanceRefund });
  const refunds = new RefundService({ ...parts, advanceRefund, handMadeRefunds, requestRefund });
  return { refunds, handMadeRefunds };
}
