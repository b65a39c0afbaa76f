export type { GatewayCall } from './call-policy.ts';
export { GatewayError, type GatewayFailure } from './gateway-error.ts';
export { createRazorpayGateway, type RazorpayGatewayOptions } from './razorpay-client.ts';
export type * from './razorpay-gateway.ts';
export { isCheckoutSignature, isWebhookSignature, type CheckoutSignature } from './signatures.ts';
