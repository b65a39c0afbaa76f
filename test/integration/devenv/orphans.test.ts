import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { startMongo, startRedis } from '../../../src/devenv/embedded/embedded-server.ts';
import { isGone, isRemoved, withFolder } from '../../support/surroundings.ts';

const PARENT = fileURLToPath(new URL('parent-of-servers.ts', import.meta.url));

interface StartedServer {
  readonly pid: number;
  readonly dataDir: string;
}

async function startParent(...args: string[]): Promise<{ parent: ChildProcess; servers: StartedServer[] }> {
  const parent = spawn(process.execPath, ['--import', 'tsx', PARENT, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(createInterface(parent.stdout), 'line')) as [string];
  return { parent, servers: JSON.parse(line) as StartedServer[] };
}

describe('servers whose parent process is killed', () => {
  it('end within seconds and remove their throw-away folders', async () => {
    const { parent, servers } = await startParent();
    parent.kill('SIGKILL');
    expect(await Promise.all(servers.map(({ pid }) => isGone(pid)))).to.deep.equal([true, true]);
    expect(await Promise.all(servers.map(({ dataDir }) => isRemoved(dataDir)))).to.deep.equal([true, true]);
  });

  it('do not prevent an immediate next start on a lasting folder', () =>
    withFolder(async (dataDir) => {
      const { parent, servers } = await startParent(dataDir);
      parent.kill('SIGKILL');
      const next = await Promise.all([startMongo({ dataDir }), startRedis({ dataDir })]);
      expect(await Promise.all(servers.map(({ pid }) => isGone(pid)))).to.deep.equal([true, true]);
      await Promise.all(next.map((server) => server.stop()));
    }));
});
