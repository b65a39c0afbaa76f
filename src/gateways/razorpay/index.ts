export type { GatewayCall } from './call-policy.ts';
export { GatewayError, isRefusal, type GatewayFailure, type Refusal } from './gateway-error.ts';
export { createRazorpayGateway, type RazorpayGatewayOptions } from './razorpay-client.ts';
export * from './razorpay-gateway.ts';
export { isCheckoutSignature, isWebhookSignature, type CheckoutSignature } from './signatures.ts';
