import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { withFolder } from '../../support/surroundings.ts';

/** Replaces the real programs: these tests check how npm starts them. */
const PROGRAM = `
  process.on('SIGTERM', () => process.exit(0));
  setInterval(() => undefined, 1000);
  console.log('up');
`;

const manifest = new URL('../../../package.json', import.meta.url);

/** Stops npm as a container or a service manager does. */
async function stopNpm(folder: string, script: string): Promise<{ code: number | null; output: string }> {
  const npm = spawn('npm', ['run', '--silent', script], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(npm, 'close');
  let output = '';
  npm.stdout.on('data', (text: Buffer) => (output += text.toString()));
  await Promise.race([once(npm.stdout, 'data'), ended]);
  npm.kill('SIGTERM');
  const [code] = (await ended) as [number | null];
  return { code, output };
}

describe('npm, asked to stop', () => {
  for (const script of ['start', 'worker']) {
    it(`passes SIGTERM to the program of "npm run ${script}" and ends with its code`, async () => {
      const { scripts } = JSON.parse(await readFile(manifest, 'utf8')) as { scripts: Record<string, string> };
      await withFolder(async (folder) => {
        await mkdir(join(folder, 'dist'));
        await writeFile(join(folder, 'package.json'), JSON.stringify({ type: 'module', scripts }));
        for (const name of ['server', 'worker']) await writeFile(join(folder, 'dist', `${name}.js`), PROGRAM);
        expect(await stopNpm(folder, script)).to.deep.equal({ code: 0, output: 'up\n' });
      });
    });
  }
});
