export { addBacklogGauges, type Backlog } from './backlog-gauges.ts';
export { addOutcomeGauges } from './outcome-gauges.ts';
