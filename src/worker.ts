import { loadConfig } from './config/config.ts';
import { exitWithReason } from './runtime/end-of-process.ts';
import { runWorker } from './runtime/run-worker.ts';

try {
  await runWorker(loadConfig());
} catch (error) {
  exitWithReason(error);
}
