import { setTimeout as sleep } from 'node:timers/promises';
import type { FaultInput } from '../../../src/devenv/razorpay-sandbox/index.ts';
import type { FaultLab } from '../../support/fault-lab.ts';
import type { Payer } from '../../support/payer.ts';
import type { Random } from '../../support/random.ts';

interface ChaosOptions {
  readonly lab: FaultLab;
  readonly random: Random;
  readonly payers: readonly Payer[];
}

/** Relative frequency of each kind of fault. */
const weights = {
  razorpayFails: 6,
  webhooksGoWrong: 6,
  webhooksWait: 2,
  serverDies: 3,
  mongoDies: 1,
  redisHangs: 1,
  redisIsEmptied: 1,
} as const;
type Trouble = keyof typeof weights;

const paths = ['^/v1/orders', '^/v1/payments', '/refund$', '/capture$', '/refunds$', '^/v1/'];

/** Causes one fault after another until it is stopped. */
export class Chaos {
  readonly report: Partial<Record<Trouble, number>> = {};

  constructor(private readonly options: ChaosOptions) {}

  /** Causes one fault and restarts whatever it stopped. */
  async strike(): Promise<void> {
    const bag = Object.entries(weights).flatMap(([name, weight]) =>
      Array.from({ length: weight }, () => name as Trouble),
    );
    await this.bring(this.options.random.pick(bag));
  }

  /** Causes each kind of fault once, so that even a short run covers them all. */
  async strikeAll(): Promise<void> {
    for (const trouble of Object.keys(weights) as Trouble[]) await this.bring(trouble);
  }

  private async bring(trouble: Trouble): Promise<void> {
    this.report[trouble] = (this.report[trouble] ?? 0) + 1;
    await this[trouble]();
    await sleep(this.options.random.between(100, 800));
  }

  private async razorpayFails(): Promise<void> {
    const { lab, random } = this.options;
    const times = random.between(1, 6);
    const matcher = { path: random.pick(paths), times };
    const faults: readonly FaultInput[] = [
      { action: 'drop-before', ...matcher },
      { action: 'drop-after', ...matcher },
      { action: 'delay', ms: random.between(50, 1500), ...matcher },
      { action: 'error', status: 500, ...matcher },
      { action: 'error', status: 429, ...matcher },
      { action: 'error', status: 502, body: '<html>Bad gateway</html>', ...matcher },
    ];
    await lab.razorpay.addFault(random.pick(faults));
  }

  private async webhooksGoWrong(): Promise<void> {
    const { lab, random } = this.options;
    const times = random.between(1, 10);
    await lab.razorpay.addWebhookRule(
      random.pick([
        { action: 'drop', times },
        { action: 'duplicate', copies: random.between(1, 5), times },
        { action: 'delay', ms: random.between(100, 3000), times },
        { action: 'reorder', ms: random.between(100, 1500), seed: random.between(1, 1e6), times },
      ] as const),
    );
  }

  private async webhooksWait(): Promise<void> {
    const { lab, random } = this.options;
    await lab.razorpay.pauseWebhooks();
    await sleep(random.between(200, 1500));
    await lab.razorpay.resumeWebhooks({ seed: random.between(1, 1e6) });
  }

  private async serverDies(): Promise<void> {
    const { lab, random } = this.options;
    const server = random.pick([lab.first, lab.second]);
    await server.kill();
    await sleep(random.between(0, 500));
    await server.restart();
  }

  private async mongoDies(): Promise<void> {
    const { lab, random } = this.options;
    await lab.killMongo();
    await sleep(random.between(0, 1000));
    await lab.restartMongo();
  }

  private async redisHangs(): Promise<void> {
    const { lab, random } = this.options;
    await lab.redis.kill('SIGSTOP');
    await sleep(random.between(300, 2500));
    await lab.redis.kill('SIGCONT');
  }

  private async redisIsEmptied(): Promise<void> {
    const { lab, payers } = this.options;
    await lab.emptyRedis();
    await Promise.all(payers.map(async (payer) => payer.useLogin(await lab.logIn(payer.userId))));
  }
}
