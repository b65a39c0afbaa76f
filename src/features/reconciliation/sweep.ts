import type { Clock } from '../../shared/clock.ts';
import type { Logger } from '../../shared/logger.ts';
import { inParallel } from '../../shared/waiting.ts';
import type { FinishCancellation, MoveBooking } from '../bookings/index.ts';
import type { CompletePayment, PaymentDecisionRepository, SettlePayment } from '../checkout/index.ts';
import type { Seats } from '../slots/index.ts';
import type { LooseEndsRepository, LooseSeat, Period } from './loose-ends.repository.ts';

/** The number of repairs. */
export interface SweepReport {
  readonly seatsSettled: number;
  readonly seatsReleased: number;
  readonly paymentsCompleted: number;
  readonly cancellationsFinished: number;
  readonly movesFinished: number;
}

/**
 * Milliseconds that a sweep looks back. Every tenth sweep looks back further, and the reconciler sweeps the days
 * before.
 */
const SHORT_MS = 60_000;
const LONG_MS = 15 * 60_000;
const LONG_EVERY = 10;
/** Younger work may still be running in a request. */
const UNDER_WAY_MS = 1500;

/**
 * Repairs what a crash or an outage left between two writes. Safe in several processes at once, because every step is
 * repeatable.
 */
export class Sweep {
  /** The first sweep of a process is a long one, because there may have been none for a while. */
  private runs = 0;

  constructor(
    private readonly looseEnds: LooseEndsRepository,
    private readonly decisions: PaymentDecisionRepository,
    private readonly seats: Seats,
    private readonly settlePayment: Pick<SettlePayment, 'settle'>,
    private readonly completePayment: CompletePayment,
    private readonly finishCancellation: Pick<FinishCancellation, 'resumeCancellations'>,
    private readonly moveBooking: Pick<MoveBooking, 'resumeMoves'>,
    private readonly clock: Clock,
    private readonly logger: Logger,
  ) {}

  /** A failure is logged, does not stop the others, and is found again by the next sweep. */
  async run({ from }: { from?: Date } = {}): Promise<SweepReport> {
    const now = this.clock.now().getTime();
    const period = { from: from ?? new Date(now - this.nextWindow()), to: new Date(now - UNDER_WAY_MS) };
    const [seats, paymentsCompleted, cancellationsFinished, movesFinished] = await Promise.all([
      this.repairSeats(period),
      this.completePayments(period),
      this.finishCancellation.resumeCancellations(),
      this.moveBooking.resumeMoves(),
    ]);
    return { ...seats, paymentsCompleted, cancellationsFinished, movesFinished };
  }

  private nextWindow(): number {
    const isLong = this.runs % LONG_EVERY === 0;
    this.runs += 1;
    return isLong ? LONG_MS : SHORT_MS;
  }

  private async repairSeats(period: Period): Promise<{ seatsSettled: number; seatsReleased: number }> {
    const loose = await this.looseEnds.findSeats(period);
    const of = (kind: LooseSeat['kind']) => loose.filter((seat) => seat.kind === kind);
    return {
      seatsSettled: await this.repairEach(of('undecided'), (seat) => this.settlePayment.settle(seat)),
      seatsReleased: await this.repairEach(of('unfounded'), (seat) => this.seats.releaseSeat(seat)),
    };
  }

  private async completePayments(period: Period): Promise<number> {
    const paymentIds = await this.looseEnds.findIncompletePayments(period);
    const decisions = await this.decisions.findMany(paymentIds);
    return this.repairEach([...decisions.values()], (decision) => this.completePayment.complete(decision));
  }

  private repairEach<T extends { readonly paymentId: string; readonly bookingId: string }>(
    items: readonly T[],
    work: (item: T) => Promise<unknown>,
  ): Promise<number> {
    const { logger } = this;
    return inParallel({
      items,
      work: async (item) => {
        await work(item);
        logger.info(idsOf(item), 'sweep.repaired');
      },
      onError: (item, error) => logger.warn({ ...idsOf(item), error }, 'sweep.failed'),
    });
  }
}

function idsOf({ paymentId, bookingId }: { readonly paymentId: string; readonly bookingId: string }) {
  return { paymentId, bookingId };
}
