export type { DisputeModel, DisputeRecord, DisputeRepository, Dispute } from './dispute.repository.ts';
