/** How much a user gets back when cancelling; the tiers live with the refunds. */
export const refundPolicies = ['flexible', 'moderate', 'strict'] as const;

export type RefundPolicy = (typeof refundPolicies)[number];
