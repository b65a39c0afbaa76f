export { answerClusterMetrics, askClusterMetrics, serveClusterMetrics } from './cluster-metrics.ts';
export { Metrics } from './metrics.ts';
