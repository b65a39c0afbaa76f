export { answerClusterMetrics, askClusterMetrics, serveClusterMetrics } from './metrics.ts';
export { Metrics } from './metrics.ts';
