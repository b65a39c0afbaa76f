import { GatewayError, type RazorpayGateway } from '../../gateways/razorpay/index.ts';
import { DomainError } from '../../shared/errors.ts';
import { type AuditTrail, COMMAND_LINE } from '../audit/index.ts';
import type { UnpaidBooking, UnpaidBookingRepository } from './loose-ends.repository.ts';

/**
 * The result for one row. `removable`: would be removed. `paid`: kept, because Razorpay says that its order is paid.
 * `unchecked`: kept, because Razorpay did not answer. `changed`: no longer unpaid when it was to be removed.
 */
export type PurgeAction = 'removable' | 'removed' | 'paid' | 'unchecked' | 'changed';

export interface PurgedRow {
  readonly bookingId: string;
  readonly orderId: string | undefined;
  readonly createdAt: Date;
  readonly action: PurgeAction;
}

export interface PurgeRequest {
  readonly before: Date;
  /** If false, nothing is removed. */
  readonly isApplied: boolean;
}

/** Removes legacy rows in `sessionbookings` of people who never paid. */
export class PurgeUnpaid {
  constructor(
    private readonly unpaidBookings: UnpaidBookingRepository,
    private readonly razorpay: Pick<RazorpayGateway, 'fetchOrder'>,
    private readonly auditTrail: AuditTrail,
  ) {}

  /** One row at a time, because Razorpay is asked about each. */
  async run(request: PurgeRequest): Promise<readonly PurgedRow[]> {
    const rows: PurgedRow[] = [];
    for await (const row of this.unpaidBookings.list(request.before)) {
      const { id, orderId, createdAt } = row;
      rows.push({ bookingId: String(id), orderId, createdAt, action: await this.purge(row, request) });
    }
    return rows;
  }

  private async purge(row: UnpaidBooking, { before, isApplied }: PurgeRequest): Promise<PurgeAction> {
    const reasonToKeep = row.orderId === undefined ? undefined : await this.reasonToKeep(row.orderId);
    if (reasonToKeep) return reasonToKeep;
    return isApplied ? this.remove(row, before) : 'removable';
  }

  private async remove(row: UnpaidBooking, before: Date): Promise<'removed' | 'changed'> {
    const object = { kind: 'booking', id: String(row.id) } as const;
    const entry = { actorId: COMMAND_LINE, action: 'booking.purged', object } as const;
    try {
      await this.auditTrail.during(entry, async () => {
        if (!(await this.unpaidBookings.remove(row, before))) throw new DomainError('CONFLICT');
      });
      return 'removed';
    } catch (error) {
      if (error instanceof DomainError && error.code === 'CONFLICT') return 'changed';
      throw error;
    }
  }

  private async reasonToKeep(orderId: string): Promise<'paid' | 'unchecked' | undefined> {
    try {
      const order = await this.razorpay.fetchOrder(orderId);
      return order?.status === 'paid' ? 'paid' : undefined;
    } catch (error) {
      if (error instanceof GatewayError) return 'unchecked';
      throw error;
    }
  }
}
