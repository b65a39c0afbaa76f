export { addBacklogGauges, type Backlog } from './backlog-gauges.ts';
