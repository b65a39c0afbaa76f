/** How much a user gets back on cancellation. The tiers are in features/refunds. */
export const refundPolicies = ['flexible', 'moderate', 'strict'] as const;

export type RefundPolicy = (typeof refundPolicies)[number];

/** Percent of the amount paid that a cancellation gives back. */
export const refundPercents = [0, 50, 100] as const;

export type RefundPercent = (typeof refundPercents)[number];
