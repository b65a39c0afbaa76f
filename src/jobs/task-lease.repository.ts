import { Schema, type Connection } from 'mongoose';
import { isDuplicateKey } from '../gateways/mongo/index.ts';
import type { Clock } from '../shared/clock.ts';
import type { PeriodicTask } from './periodic-tasks.ts';

type Period = Pick<PeriodicTask, 'name' | 'everyMs'>;

/** One document for each task, whose `_id` is the task's name. */
const taskLeaseSchema = new Schema(
  { _id: { type: String, required: true }, dueAt: { type: Date, required: true } },
  { collection: 'taskleases', versionKey: false },
);

/** Decides which process runs a task next. Losing these documents does no harm: then every task is due. */
export class TaskLeaseRepository {
  private readonly leases;

  constructor(
    connection: Connection,
    private readonly clock: Clock,
  ) {
    this.leases = connection.model('TaskLease', taskLeaseSchema);
  }

  /** The tasks that no process has taken for the present period. */
  async findDue<Task extends Period>(tasks: readonly Task[]): Promise<readonly Task[]> {
    const leases = await this.leases.find({ _id: { $in: tasks.map(({ name }) => name) } }).lean();
    const dueAt = new Map(leases.map((lease) => [lease._id, lease.dueAt.getTime()]));
    const now = this.clock.now().getTime();
    return tasks.filter(({ name, everyMs }) => {
      const due = dueAt.get(name) ?? now;
      return due <= now || due > now + everyMs;
    });
  }

  /** Takes a task for one period. Only one process gets it. */
  async take({ name, everyMs }: Period): Promise<boolean> {
    const now = this.clock.now();
    const nextAt = new Date(now.getTime() + everyMs);
    // A time more than one period ahead was written by a fast clock. It is ignored.
    const isDue = { $or: [{ dueAt: { $lte: now } }, { dueAt: { $gt: nextAt } }] };
    try {
      const change = { $set: { dueAt: nextAt } };
      const result = await this.leases.updateOne({ _id: name, ...isDue }, change, { upsert: true });
      return result.modifiedCount + result.upsertedCount === 1;
    } catch (error) {
      // The document exists and is not due, so the upsert tried to insert a second one.
      if (isDuplicateKey(error)) return false;
      throw error;
    }
  }
}
