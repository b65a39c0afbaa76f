import type { Db, Document, MongoClient } from 'mongodb';

/** A command of an application on one collection, such as the insert of a booking. */
export interface Command {
  readonly command: 'insert' | 'update' | 'findAndModify';
  readonly collection: string;
}

/** An active fail point in mongod. */
export interface FailPoint {
  /**
   * Resolves once a command has reached it.
   * @throws Error after 15 s
   */
  reached(): Promise<void>;
  /** Removes it and waits for the command that it holds. */
  release(): Promise<void>;
}

const REACH_TIMEOUT_MS = 15_000;
/** Milliseconds that a command is held: time enough to kill the sender. */
const HOLD_MS = 3000;
/** A code that makes drivers retry, but not select another server. */
const NETWORK_TIMEOUT = 89;

const BEFORE = 'failCommand';
const AFTER = 'waitAfterCommandFinishesExecution';

/**
 * Makes mongod hold or fail chosen commands, or lose their answers. Affects the applications' commands, never
 * the test's own.
 */
export class FailPoints {
  private readonly admin: Db;

  constructor(
    client: MongoClient,
    private readonly database: string,
    private readonly appName: string,
  ) {
    this.admin = client.db('admin');
  }

  /** Holds the next such command for 3 s before it runs, then fails it. */
  holdBefore(command: Command): Promise<FailPoint> {
    const block = { blockConnection: true, blockTimeMS: HOLD_MS, errorCode: NETWORK_TIMEOUT };
    return this.set(BEFORE, { ...this.matcher(command), ...block }, { times: 1 });
  }

  /** Holds the answers to such commands until released. Their writes have taken effect. */
  holdAfter({ command, collection }: Command): Promise<FailPoint> {
    const ns = `${this.database}.${collection}`;
    return this.set(AFTER, { ns, commands: [command] }, 'alwaysOn');
  }

  /** Runs such commands, but answers with an error. The driver's own retry counts as one of the times. */
  loseAnswers(command: Command, times: number): Promise<FailPoint> {
    const writeConcernError = { code: NETWORK_TIMEOUT, codeName: 'NetworkTimeout', errmsg: 'lost' };
    return this.set(BEFORE, { ...this.matcher(command), writeConcernError }, { times });
  }

  async releaseAll(): Promise<void> {
    for (const name of [BEFORE, AFTER]) await this.admin.command({ configureFailPoint: name, mode: 'off' });
  }

  private matcher({ command, collection }: Command): Document {
    const { appName, database } = this;
    return { failCommands: [command], namespace: `${database}.${collection}`, appName };
  }

  private async set(name: string, data: Document, mode: Document | 'alwaysOn'): Promise<FailPoint> {
    const { count } = (await this.admin.command({ configureFailPoint: name, mode, data })) as unknown as {
      count: number;
    };
    return {
      reached: async () => {
        const timesEntered = count + 1;
        await this.admin.command({
          waitForFailPoint: name,
          timesEntered,
          maxTimeMS: REACH_TIMEOUT_MS,
        });
      },
      release: async () => {
        await this.admin.command({ configureFailPoint: name, mode: 'off' });
      },
    };
  }
}
