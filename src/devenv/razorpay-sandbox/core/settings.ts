import { z } from 'zod';

const milliseconds = z.int().min(0);

export const settingsSchema = z.object({
  /** Where webhooks go; null while there is no endpoint. */
  webhookUrl: z.url().nullable(),
  /** A receiver that takes longer is asked again. */
  webhookTimeoutMs: milliseconds,
  /** The pause before the second try; it doubles from try to try up to the cap. */
  webhookRetryBaseMs: milliseconds,
  webhookRetryCapMs: milliseconds,
  /** What a new refund is: done at once, or waiting for `settleRefund`. */
  refundStatus: z.enum(['processed', 'pending']),
  /** How long a refund request is in flight, which is how long its idempotency key answers 409. */
  refundProcessingMs: milliseconds,
  /** When the amount that always fails (₹24.68) turns from pending to failed. */
  refundFailureMs: milliseconds,
});

/** What tests and the dashboard may change while the sandbox runs. Not kept over a restart. */
export type SandboxSettings = z.infer<typeof settingsSchema>;

export function defaultSettings(webhookUrl: string | null): SandboxSettings {
  return {
    webhookUrl,
    webhookTimeoutMs: 5000,
    webhookRetryBaseMs: 1000,
    webhookRetryCapMs: 60_000,
    refundStatus: 'processed',
    refundProcessingMs: 0,
    refundFailureMs: 200,
  };
}
