import { searchFieldsOf } from './account-parts.ts';
import type { UserModel } from './user.model.ts';

const BATCH = 250;
/** Limits a run of the task, so that other tasks get their turn. */
const MAX_BATCHES = 200;

/** Gives the fields that admins search by to accounts without them: rows of earlier versions and of other systems. */
export class AccountSearchRepository {
  constructor(private readonly users: UserModel) {}

  /** If there are none, this is one look at an index. @returns how many accounts it filled */
  async addMissing(): Promise<number> {
    let sum = 0;
    for (let batch = 0; batch < MAX_BATCHES; batch += 1) {
      const filled = await this.addBatch();
      sum += filled;
      if (filled < BATCH) break;
    }
    return sum;
  }

  private async addBatch(): Promise<number> {
    const records = await this.users
      .find({ $or: [{ nameParts: null }, { emailParts: null }] }, { name: 1, email: 1 })
      .limit(BATCH)
      .lean();
    if (records.length === 0) return 0;
    const { modifiedCount } = await this.users.collection.bulkWrite(
      // A row that has changed since is left for the next run, unless its change has added the fields.
      records.map(({ _id, name, email }) => ({
        updateOne: { filter: { _id, name, email }, update: { $set: searchFieldsOf({ name, email }) } },
      })),
      { ordered: false },
    );
    return modifiedCount;
  }
}
