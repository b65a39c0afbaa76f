/** How the seats of a cancelled session stand after a try to refund them. */
export interface SeatRefunds {
  /** Razorpay has taken the refund. */
  readonly refunded: number;
  /** Owed; Razorpay was asked and has not taken it yet. */
  readonly due: number;
  /** Razorpay could not make it, or never will. */
  readonly refused: number;
  /** Not possible just now; tried again by the sweep, or when the mentor asks. */
  readonly waiting: number;
}

/** The same in words, to the mentor or the admin who has cancelled the session. */
export function describeSeatRefunds({ refunded, due, refused, waiting }: SeatRefunds): string {
  if (refunded + due + refused + waiting === 0) return 'The session is cancelled. No seat was sold.';
  const seats = (count: number) => (count === 1 ? '1 seat is' : `${count} seats are`);
  const parts = [
    ...(refunded > 0 ? [`${seats(refunded)} refunded in full.`] : []),
    ...(due > 0 ? [`${seats(due)} still to be refunded: we ask Razorpay until it is done.`] : []),
    ...(waiting > 0 ? [`${waiting} more follow as soon as possible, by themselves.`] : []),
    ...(refused > 0
      ? [`Razorpay refused ${refused === 1 ? 'one refund' : `${refused} refunds`}; see each attendee.`]
      : []),
  ];
  return ['The session is cancelled.', ...parts].join(' ');
}
