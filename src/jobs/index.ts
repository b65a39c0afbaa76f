export type { RecurringTask, TaskServices } from './recurring-tasks.ts';
export { startJobs, type JobServices, type RunningJobs } from './start-jobs.ts';
