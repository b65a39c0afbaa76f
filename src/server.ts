import cluster from 'node:cluster';
import { loadConfig } from './config/config.ts';
import { exitWithReason } from './runtime/end-of-process.ts';
import { runServer } from './runtime/run-server.ts';
import { runCluster } from './runtime/worker-keeper.ts';

try {
  const config = loadConfig();
  if (config.webConcurrency > 1 && cluster.isPrimary) runCluster(config);
  else await runServer(config);
} catch (error) {
  exitWithReason(error);
}
