export type { DisputeModel, DisputeRecord, DisputeRepository } from './dispute.repository.ts';
export type { Dispute } from './dispute.repository.ts';
