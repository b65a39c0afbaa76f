import type { RunningJobs } from '../jobs/index.ts';
import { waitAtMost } from '../shared/wait-at-most.ts';

/** Milliseconds for jobs under way. A long reconciliation is cut off then: the next one begins at its mark. */
const JOB_PATIENCE_MS = 12_000;

export async function stopJobs(jobs: RunningJobs | undefined): Promise<void> {
  if (jobs) await waitAtMost(JOB_PATIENCE_MS, jobs.stop());
}
