export {
  startRazorpaySandbox,
  type RazorpaySandbox,
  type RazorpaySandboxOptions,
} from './start-razorpay-sandbox.ts';
export { RazorpaySandboxClient } from './control/razorpay-sandbox-client.ts';
export type { AuthorizeInput, PayInput, Ledger, LedgerWebhook } from './control/control.routes.ts';
export type { MadePayment } from './control/pay-order.ts';
export type * from './core/entities.ts';
export type { SandboxSettings } from './core/store.ts';
export { signPayment, sign, type SignedPayment } from './core/entities.ts';
export type { FaultInput, FaultReport } from './faults.ts';
export type { LoggedRequest } from './faults.ts';
export type { WebhookRule, WebhookRuleInput } from './webhooks/webhook-sender.ts';
