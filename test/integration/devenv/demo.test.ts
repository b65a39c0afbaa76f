import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { commandOf } from '../../../src/devenv/embedded/server-process.ts';
import { builtEntry } from '../../support/build.ts';
import { bystander } from '../../support/bystander.ts';
import { freePort } from '../../support/free-port.ts';
import { withFolder } from '../../support/surroundings.ts';

interface DemoRun {
  readonly process: ChildProcess;
  readonly ended: Promise<number | null>;
  /** All output so far. */
  readonly output: () => string;
}

interface DemoStart {
  readonly cwd: string;
  readonly args: readonly string[];
  readonly env?: Record<string, string>;
}

async function runDemo({ cwd, args, env = {} }: DemoStart): Promise<DemoRun> {
  const demo = spawn(process.execPath, [await builtEntry('demo'), ...args], {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let printed = '';
  for (const stream of [demo.stdout, demo.stderr])
    stream.on('data', (text: Buffer) => (printed += text.toString()));
  const ended = once(demo, 'close').then(([code]) => code as number | null);
  return { process: demo, ended, output: () => printed };
}

async function isUp(demo: DemoRun): Promise<void> {
  while (!demo.output().includes('Ctrl-C')) {
    if (demo.process.exitCode !== null) throw new Error(demo.output());
    await Promise.race([once(demo.process.stdout!, 'data'), demo.ended]);
  }
}

describe('npm run demo', () => {
  describe('in a shell that names real services', () => {
    let cwd: string;
    let real: Awaited<ReturnType<typeof bystander>>;
    let first: DemoRun;
    before(async () => {
      cwd = await mkdtemp(join(tmpdir(), 'sureslot-integration-'));
      real = await bystander();
      const env = {
        MONGODB_URI: `mongodb://${real.address}/shop`,
        REDIS_URL: `redis://${real.address}`,
        SURESLOT_USE_EXTERNAL: '',
      };
      first = await runDemo({ cwd, args: ['--port', String(await freePort())], env });
      await isUp(first);
    });
    after(async () => {
      first.process.kill('SIGKILL');
      await first.ended;
      real.close();
      await rm(cwd, { recursive: true, force: true });
    });

    it('refuses a folder where a demo runs', async () => {
      const second = await runDemo({ cwd, args: [] });
      expect(await second.ended).to.equal(1);
      expect(second.output()).to.include(`The demo already runs in ${join(cwd, '.sureslot')}`);
    });

    it('stops in order on SIGTERM, and has not used those services', async () => {
      first.process.kill('SIGTERM');
      expect(await first.ended).to.equal(0);
      expect(await readdir(join(cwd, '.sureslot'))).to.not.include('demo.lock');
      expect(await commandOf(first.process.pid!)).to.equal(undefined);
      expect(real.connections()).to.equal(0);
    });
  });

  it('says that the requested port is taken and exits with 1', () =>
    withFolder(async (cwd) => {
      const taken = await bystander();
      const port = taken.address.split(':')[1]!;
      const demo = await runDemo({ cwd, args: ['--port', port] });
      expect(await demo.ended).to.equal(1);
      expect(demo.output()).to.include(`Port ${port} is taken`);
      taken.close();
    }));
});
