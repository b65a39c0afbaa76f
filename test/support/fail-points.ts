import type { Db, Document, MongoClient } from 'mongodb';

/** A command of an app on one collection, such as the insert of a booking. */
export interface Command {
  readonly command: 'insert' | 'update' | 'findAndModify';
  readonly collection: string;
}

/** A place in mongod at which something happens to a command. */
export interface FailPoint {
  /** Resolves once a command got there. @throws Error after 15 s. */
  reached(): Promise<void>;
  /** Ends it; waits for a command that is held there. */
  release(): Promise<void>;
}

const REACH_TIMEOUT_MS = 15_000;
/** Milliseconds that a held command waits: time enough to kill who sent it. */
const HOLD_MS = 3000;
/** An error that drivers try once more after, and that does not make them look for another server. */
const NETWORK_TIMEOUT = 89;

const BEFORE = 'failCommand';
const AFTER = 'waitAfterCommandFinishesExecution';

/** Makes mongod stop at, fail or lose the answers of chosen commands: those of the apps, never the test's own. */
export class FailPoints {
  private readonly admin: Db;

  constructor(
    client: MongoClient,
    private readonly database: string,
    private readonly appName: string,
  ) {
    this.admin = client.db('admin');
  }

  /** Holds the next such command for 3 s before it does anything, and then fails it. */
  holdBefore(command: Command): Promise<FailPoint> {
    const block = { blockConnection: true, blockTimeMS: HOLD_MS, errorCode: NETWORK_TIMEOUT };
    return this.set(BEFORE, { ...this.matcher(command), ...block }, { times: 1 });
  }

  /** Holds the answers to such commands until released: what they wrote is written. */
  holdAfter({ command, collection }: Command): Promise<FailPoint> {
    const ns = `${this.database}.${collection}`;
    return this.set(AFTER, { ns, commands: [command] }, 'alwaysOn');
  }

  /** Lets such commands take effect, and answers with an error: so often, the driver's own retry counted. */
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
