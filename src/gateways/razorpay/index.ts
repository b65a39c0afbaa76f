export { GatewayError, type GatewayFailure } from './gateway-error.ts';
export type * from './razorpay-gateway.ts';
export { isCheckoutSignature, isWebhookSignature, type CheckoutSignature } from './signatures.ts';
