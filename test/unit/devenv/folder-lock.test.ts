import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { LOCK_FILE, lockFolder } from '../../../src/devenv/demo-environment.ts';
import { failureOf } from './failure-of.ts';

describe('lockFolder', () => {
  let folder: string;
  let other: ChildProcess;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sureslot-unit-'));
    other = spawn('sleep', ['60'], { stdio: 'ignore' });
    await once(other, 'spawn');
  });

  afterEach(async () => {
    other.kill('SIGKILL');
    await rm(folder, { recursive: true });
  });

  async function leaveLock(command: string): Promise<void> {
    await writeFile(join(folder, LOCK_FILE), `${other.pid!}\n${command}`);
  }

  it('refuses a folder that a running process holds, and names its id', async () => {
    await leaveLock('sleep 60');
    const error = await failureOf(lockFolder(folder));
    expect(error.message).to.match(new RegExp(`already runs in .*process ${other.pid!}`));
  });

  it('ignores a lock whose process id now belongs to another program', async () => {
    await leaveLock('node src/demo.ts');
    const release = await lockFolder(folder);
    await release();
    expect(await readdir(folder)).to.deep.equal([]);
  });

  it('ignores a lock of a dead process', async () => {
    await leaveLock('sleep 60');
    other.kill('SIGKILL');
    await once(other, 'exit');
    await lockFolder(folder);
    expect(await readdir(folder)).to.deep.equal([LOCK_FILE]);
  });
});
