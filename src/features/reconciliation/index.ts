export { RefundSync, type RefundSyncDeps } from './refund-sync.ts';
