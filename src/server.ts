import cluster from 'node:cluster';
import { loadConfig } from './config/config.ts';
import { exitWithReason } from './runtime/exit-with-reason.ts';
import { runCluster } from './runtime/run-cluster.ts';
import { runServer } from './runtime/run-server.ts';

try {
  const config = loadConfig();
  if (config.webConcurrency > 1 && cluster.isPrimary) runCluster(config);
  else await runServer(config);
} catch (error) {
  exitWithReason(error);
}
